package dev.signalbox.hub.archive.bucket;

import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.FolderStore;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places for archives, by what people write: a folder, or {@code s3://bucket/prefix}. Any thread. */
public final class ArchiveStores {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/.*");

    private ArchiveStores() {}

    /**
     * The place that a text names. Nothing is asked of a bucket and no folder is made before the first use. Key, region
     * and address of a bucket come from the environment and the profiles that every S3 client reads; see
     * {@link BucketStore}. Fails with {@link IllegalArgumentException} when the text names no such place.
     *
     * @param base the folder below which a relative one lies
     */
    public static ArchiveStore of(String where, Path base) {
        check(where);
        return BucketAddress.isOne(where)
                ? BucketStore.open(BucketAddress.parse(where), BucketLimits.DEFAULT)
                : new FolderStore(base.resolve(where));
    }

    /** Fails as {@link #of} does, and opens nothing. */
    public static void check(String where) {
        if (where.isBlank()) throw new IllegalArgumentException("say where: a folder, or s3://bucket/prefix");
        if (BucketAddress.isOne(where)) {
            var unused = BucketAddress.parse(where);
            return;
        }
        Matcher scheme = SCHEME.matcher(where);
        if (scheme.matches()) {
            throw new IllegalArgumentException("archives are kept in a folder or at s3://bucket/prefix, not at "
                    + scheme.group(1) + ":; whatever speaks S3 is reached with AWS_ENDPOINT_URL");
        }
    }

    /** The place as people find it: a folder with its whole path. */
    public static String shown(String where, Path base) {
        return BucketAddress.isOne(where)
                ? where
                : base.resolve(where).toAbsolutePath().normalize().toString();
    }
}
