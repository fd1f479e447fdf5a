#!/usr/bin/env bash
# commonmark-java 0.32.0 with commonmark-ext-gfm-tables 0.32.0, IncludeSourceSpans.BLOCKS_AND_INLINES, Java 17.
#
# Guess: the source span of a text in a cell of a table covers the characters that the text was read from.
# Seen: behind "\|" (an escaped pipe, the only way to write one in a cell) the spans run one character behind for
# each such pipe: of `x \| list` the last text is `list`, and its span covers ` lis`, so what is cut out of
# the source by the spans lacks the last character. Cells without the escape are right. Who needs the source of
# a cell must not cut it out by inline spans (take the cell's own, or write the text anew).
#
# Needs a JDK 17+ and Maven. Fails when the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>spans</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.commonmark</groupId><artifactId>commonmark</artifactId><version>0.32.0</version></dependency>
    <dependency>
      <groupId>org.commonmark</groupId><artifactId>commonmark-ext-gfm-tables</artifactId><version>0.32.0</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib
cat >Spans.java <<'JAVA'
import java.util.List;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomNode;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

class Spans {
    public static void main(String[] arguments) {
        Parser parser = Parser.builder()
                .extensions(List.of(TablesExtension.create()))
                .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
                .build();
        for (String cell : new String[] {"x list", "x \\| list", "a \\| b \\| cde"}) {
            String source = "| h |\n|---|\n| " + cell + " |\n";
            StringBuilder read = new StringBuilder();
            int[] bounds = {Integer.MAX_VALUE, 0};
            parser.parse(source).accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    if (text.getSourceSpans().isEmpty()) return;
                    SourceSpan span = text.getSourceSpans().get(0);
                    if (span.getLineIndex() != 2) return;
                    read.append(text.getLiteral());
                    bounds[0] = Math.min(bounds[0], span.getInputIndex());
                    bounds[1] = Math.max(bounds[1], span.getInputIndex() + span.getLength());
                }
            });
            System.out.println(read + " <- " + source.substring(bounds[0], bounds[1]));
        }
    }
}
JAVA
java -cp 'lib/*' Spans.java 2>/dev/null | tee seen
diff - seen <<'SEEN'
x list <- x list
x | list <- x \| lis
a | b | cde <- a \| b \| c
SEEN
echo "as described"
