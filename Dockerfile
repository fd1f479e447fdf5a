# The hub and the command line in one image:
#
#   docker build -t signalbox . && docker run -p 127.0.0.1:7433:7433 -v signalbox-data:/data signalbox
#
# docs/containers.md says how others reach it. Renew the exact tags of the bases with every release, for their security fixes.
FROM maven:3.9.9-eclipse-temurin-17-noble AS build
WORKDIR /src
# The libraries, anew only when a pom has changed: without a source this builds empty jars.
COPY LICENSE pom.xml ./
COPY .mvn .mvn
COPY client-sdk/pom.xml client-sdk/
COPY client-sdk/bom/pom.xml client-sdk/bom/
COPY hub/pom.xml hub/
COPY cli/pom.xml cli/
COPY bench/pom.xml bench/
RUN mvn -B -q -Pquick -pl cli -am package
COPY client-sdk/src/main client-sdk/src/main
COPY hub/src/main hub/src/main
COPY cli/src/main cli/src/main
COPY docs/signalbox.schema.json docs/
COPY docs/examples/day-one/src docs/examples/day-one/src
RUN mvn -B -q -o -Pquick -pl cli -am package

FROM eclipse-temurin:17.0.15_6-jre-noble
LABEL org.opencontainers.image.title="Signalbox" \
      org.opencontainers.image.description="The hub that owns what your agents share" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 signalbox \
 && useradd --uid 10001 --gid signalbox --home-dir /data --no-create-home --shell /usr/sbin/nologin signalbox \
 && install -d -o signalbox -g signalbox -m 0700 /data
COPY LICENSE signalbox /opt/signalbox/
COPY --from=build /src/cli/target/signalbox.jar /opt/signalbox/
# The first start makes the archive of classes; here, so that the image has it.
RUN ln -s /opt/signalbox/signalbox /usr/local/bin/signalbox && signalbox --version
# A container's own loopback is reached by nobody: what may reach the port is decided where it is published.
ENV SIGNALBOX_DATA=/data \
    SIGNALBOX_HOST=0.0.0.0 \
    SIGNALBOX_BEHIND_PROXY=true
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7433
# Ready means: the store answers and the tables are near. No key, no JVM.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7433 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 3 line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["signalbox"]
CMD ["hub"]
