package dev.signalbox.hub.matrix;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * {@code signalbox.yaml}: roles, tables and rate limits, laid over the shipped matrix. YAML 1.2 with its core schema,
 * so {@code no} and {@code on} are texts. Strict: an unknown word, a wrong type or a double key is a fault with its
 * line, for a mistyped right must be no right. The form: {@code docs/signalbox.schema.json}.
 */
public final class MatrixFile {
    /** The usual name. */
    public static final String NAME = "signalbox.yaml";
    /** Of the text in UTF-8: it must fit into one event. */
    public static final int BYTES_MAX = 48 * 1024;

    private static final String SHIPPED = "/ownership.yaml";

    private MatrixFile() {}

    /**
     * The matrix that the text makes of the shipped one. Fails with {@link MatrixFileRefused}, which names all faults.
     *
     * @param name stands in the faults
     */
    public static OwnershipMatrix parse(String yaml, String name) {
        if (yaml.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new MatrixFileRefused(
                    name,
                    List.of(new MatrixFileRefused.Fault(
                            1, "", "the file has more than " + BYTES_MAX + " bytes; shorten the schemas or comments")));
        }
        return new MatrixReader(YamlTree.parse(yaml, name), OwnershipMatrix.shipped(), name).read();
    }

    /**
     * The same for a space beside the default one, whose file has no plans of the operator: those count there, too.
     * Fails as above.
     */
    public static OwnershipMatrix parseOfSpace(String yaml, String name) {
        OwnershipMatrix matrix = parse(yaml, name);
        List<MatrixFileRefused.Fault> faults = matrix.plansOfOperator().stream()
                .map(section -> new MatrixFileRefused.Fault(
                        1,
                        "/" + section,
                        "is planned by whoever runs the hub, in its own signalbox.yaml, and counts in this space, too;"
                                + " leave the section out"))
                .toList();
        if (!faults.isEmpty()) throw new MatrixFileRefused(name, faults);
        return matrix;
    }

    /** The text of a file. Fails with {@link IllegalArgumentException} when there is none or it is no text. */
    public static String textOf(Path file) {
        try {
            return Utf8Reader.text(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (InvalidInput notUtf8) {
            throw new IllegalArgumentException(file + ", " + notUtf8.detail(), notUtf8);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The shipped matrix as a file of the same form. */
    public static String shippedText() {
        return resource(SHIPPED);
    }

    static OwnershipMatrix shipped() {
        return new MatrixReader(YamlTree.parse(shippedText(), "ownership.yaml"), null, "ownership.yaml").read();
    }

    static String resource(String path) {
        try (InputStream in = Objects.requireNonNull(MatrixFile.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
