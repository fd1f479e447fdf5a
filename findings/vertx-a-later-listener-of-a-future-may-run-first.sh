#!/usr/bin/env bash
# Vert.x 5.0.12 (io.vertx:vertx-core), Java 17: the order of the listeners of one future.
#
# Guess: listeners of a future run in the order in which they were added; so what is composed on the value of
# future.onSuccess(effect), or joined with Future.all, begins behind the effect.
# Seen: only when all were added before the future completed. The value is set first, the listeners are called
# afterwards without the lock; one that is added in between by another thread runs at once, before (or beside) those that
# were added earlier. Future.all over futures with such listeners is complete while an effect is still under way. What is
# made with map or andThen waits for its function.
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>order</artifactId><version>1</version>
  <properties><maven.compiler.release>17</maven.compiler.release></properties>
  <dependencies>
    <dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId><version>5.0.12</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Order.java <<'JAVA'
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CountDownLatch;

class Order {
    public static void main(String[] arguments) throws Exception {
        Promise<String> promise = Promise.promise();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Future<String> listened = promise.future().onSuccess(value -> {
            begun.countDown();
            await(go);
            System.out.println("the effect that was added first");
        });
        Future<String> mapped = promise.future().map(value -> {
            System.out.println("the step of map");
            return value;
        });
        Thread other = new Thread(() -> promise.complete("value"));
        other.start();
        await(begun);
        listened.onSuccess(value -> System.out.println("a listener that was added later"));
        System.out.println("Future.all of it is complete: " + Future.all(List.of(listened)).isComplete());
        System.out.println("what map made is complete: " + mapped.isComplete());
        go.countDown();
        other.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
JAVA
java -cp 'lib/*' Order.java >seen
cat seen
diff - seen <<'EXPECTED'
a listener that was added later
Future.all of it is complete: true
what map made is complete: false
the effect that was added first
the step of map
EXPECTED
echo "as described"
