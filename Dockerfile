# The hub and the command line in one image. The hub runs as a user of its own and writes to /data alone.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -DskipTests -Dspotless.check.skip=true -Dcyclonedx.skip=true package

FROM eclipse-temurin:17-jre
RUN groupadd --gid 10001 signalbox \
 && useradd --uid 10001 --gid signalbox --home-dir /data --no-create-home --shell /usr/sbin/nologin signalbox \
 && install -d -o signalbox -g signalbox -m 0700 /data
COPY --from=build /src/cli/target/signalbox.jar /opt/signalbox/
COPY signalbox /opt/signalbox/
ENV SIGNALBOX_JAR=/opt/signalbox/signalbox.jar \
    SIGNALBOX_DATA=/data
# The first start makes the archive of classes; here, so that the image has it.
RUN ln -s /opt/signalbox/signalbox /usr/local/bin/signalbox && signalbox --version
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7433
# Ready means: the store answers, the followers are near, and the key in /data is good.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 CMD ["signalbox", "status", "--quiet"]
ENTRYPOINT ["signalbox"]
CMD ["hub"]
