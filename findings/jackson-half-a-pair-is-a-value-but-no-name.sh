#!/usr/bin/env bash
# jackson-core 2.21.8 (with jackson-databind 2.21.8), Java 17.
#
# Guess: an escaped half of a surrogate pair is judged alike wherever it stands; RFC 8259 section 8.2 says that its grammar
# allows it, in names as in values.
# Seen: from bytes and from text a value "\ud83d" is read as the lone half, and the same escape in the name of a field is
# refused ("Broken surrogate pair in field name"). So of two bodies that differ only in where the half stands one
# is taken and one is not readable at all, and a batch is lost for the name of one of its fields: who takes batches of
# others must find the event itself.
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>halves</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>2.21.8</version></dependency>
    <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-core</artifactId><version>2.21.8</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Halves.java <<'JAVA'
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

class Halves {
    public static void main(String[] arguments) throws Exception {
        for (String json : new String[] {"{\"v\":\"\\ud83d\"}", "{\"\\ud83d\":1}"}) {
            System.out.println(json + " text: " + read(() -> new ObjectMapper().readTree(json)));
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            System.out.println(json + " bytes: " + read(() -> new ObjectMapper().readTree(bytes)));
        }
    }

    interface Reading {
        Object of() throws Exception;
    }

    static String read(Reading reading) throws Exception {
        try {
            reading.of();
            return "taken";
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        }
    }
}
JAVA
java -cp 'lib/*' Halves.java 2>/dev/null | tee seen
diff - seen <<'SEEN'
{"v":"\ud83d"} text: taken
{"v":"\ud83d"} bytes: taken
{"\ud83d":1} text: Broken surrogate pair in field name: expected '\' to start low surrogate, got 0x22
{"\ud83d":1} bytes: Broken surrogate pair in field name: expected '\' to start low surrogate, got 0x22
SEEN
echo "as described"
