package dev.signalbox.hub.archive.bucket;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a bucket, {@code s3://bucket/prefix}.
 *
 * @param prefix before the names of all files, without a slash at either end; empty text for the whole bucket
 */
record BucketAddress(String bucket, String prefix) {
    /** Of a prefix, so that with the longest name of a file behind it a key stays below the 1,024 bytes of S3. */
    static final int PREFIX_CHARS_MAX = 512;

    private static final String SCHEME = "s3:";
    private static final Pattern FORM =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9])(?:/([A-Za-z0-9!_.*'() /=+-]*))?");
    private static final List<String> NO_STEPS = List.of("", ".", "..");

    static boolean isOne(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Reads one. Fails with {@link IllegalArgumentException}, which never shows what may be a key. */
    static BucketAddress parse(String text) {
        if (text.contains("@")) {
            throw new IllegalArgumentException(
                    "an address of a bucket has no key in it: write s3://bucket/prefix, and give"
                            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile");
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address of a bucket: write s3://bucket/prefix, a name"
                            + " of 3 to 63 letters, digits, dots and hyphens, and a prefix of letters, digits and simple signs");
        }
        String given = form.group(2) == null ? "" : form.group(2);
        String prefix = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (prefix.length() > PREFIX_CHARS_MAX) {
            throw new IllegalArgumentException("the prefix of the bucket has " + prefix.length()
                    + " characters, and may have " + PREFIX_CHARS_MAX + ": take a shorter one");
        }
        if (!prefix.isEmpty() && !areSteps(prefix)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": between two slashes of a prefix there is a name, and none is . or ..");
        }
        return new BucketAddress(form.group(1), prefix);
    }

    /** The key of a file. Fails with {@link IllegalArgumentException} when it is no name of one. */
    String key(String name) {
        if (!areSteps(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a file in an archive");
        }
        return before() + name;
    }

    /** What all keys begin with. */
    String before() {
        return prefix.isEmpty() ? "" : prefix + "/";
    }

    private static boolean areSteps(String path) {
        return List.of(path.split("/", -1)).stream().noneMatch(NO_STEPS::contains);
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? "s3://" + bucket : "s3://" + bucket + "/" + prefix;
    }
}
