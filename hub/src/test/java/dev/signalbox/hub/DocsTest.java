package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents say about the code is there: a class that was renamed takes its name in the documents along. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("client-sdk", "hub", "cli");
    /** What looks like a class of ours and is none. */
    private static final Set<String> FOREIGN = Set.of(
            "AskUserQuestion",
            "Buffer",
            "ETag",
            "EdDSA",
            "Elicitation",
            "Interrupt",
            "PermissionRequest",
            "PreToolUse",
            "SessionEnd",
            "Stop");

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CLASS =
            Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Za-z0-9_]+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void every_class_and_member_that_the_documents_name_exists() {
        Map<String, String> sources = sources();

        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            matches(CLASS, withoutBlocks(read(document)))
                    .filter(name -> !FOREIGN.contains(name.group(1)))
                    .filter(name -> !isThere(sources.get(name.group(1)), name.group(2)))
                    .forEach(name -> missing.add(document.getFileName() + ": " + name.group()));
        }

        assertThat(sources).hasSizeGreaterThan(200);
        assertThat(missing).isEmpty();
    }

    @Test
    void every_class_in_the_picture_exists() {
        String picture = matches(CODE_BLOCK, read(ROOT.resolve("docs/architecture.md")))
                .findFirst()
                .orElseThrow()
                .group();
        Map<String, String> sources = sources();

        List<String> named = matches(Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\\b"), picture)
                .map(MatchResult::group)
                .toList();

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(sources.keySet()).containsAll(named);
    }

    @Test
    void every_link_leads_to_a_file() {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            matches(LINK, withoutBlocks(read(document)))
                    .map(link -> link.group(1))
                    .filter(target -> !Files.exists(document.resolveSibling(target)))
                    .forEach(target -> dead.add(document.getFileName() + ": " + target));
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void decisions_are_numbered_without_a_hole_and_fit_on_a_page() {
        List<Path> decisions = files(ROOT.resolve("docs/adr"), ".md");

        assertThat(decisions).hasSizeGreaterThan(6);
        for (int i = 0; i < decisions.size(); i++) {
            String text = read(decisions.get(i));
            assertThat(decisions.get(i).getFileName().toString())
                    .startsWith(String.format(Locale.ROOT, "%04d-", i + 1));
            assertThat(text).startsWith("# " + (i + 1) + ". ").contains("accepted", "## Context", "## Options");
            assertThat(text).contains("## Decision", "## What gets harder");
            assertThat(text.lines().count()).isLessThan(100);
        }
    }

    private static boolean isThere(@Nullable String source, @Nullable String member) {
        if (source == null) return false;
        return member == null
                || Pattern.compile("\\b" + member + "\\b").matcher(source).find();
    }

    private static List<Path> documents() {
        List<Path> documents = new ArrayList<>(files(ROOT.resolve("docs/adr"), ".md"));
        for (Path page : files(ROOT.resolve("docs"), ".md")) {
            boolean isPage = page.getParent().equals(ROOT.resolve("docs"));
            if (isPage && !page.endsWith("CHANGELOG.md")) documents.add(page);
        }
        return documents;
    }

    /** The text of every Java file, by the name of its class. */
    private static Map<String, String> sources() {
        Map<String, String> sources = new HashMap<>();
        for (String module : MODULES) {
            for (Path file : files(ROOT.resolve(module).resolve("src"), ".java")) {
                String name = file.getFileName().toString();
                sources.merge(name.substring(0, name.length() - ".java".length()), read(file), String::concat);
            }
        }
        return sources;
    }

    private static String withoutBlocks(String text) {
        return CODE_BLOCK.matcher(text).replaceAll("");
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
