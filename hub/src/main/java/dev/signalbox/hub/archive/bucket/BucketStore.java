package dev.signalbox.hub.archive.bucket;

import dev.signalbox.hub.archive.ArchiveStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An archive in a bucket of any store that speaks S3. Which one, and with which key, is said as to every S3 client:
 * {@code AWS_ENDPOINT_URL}, {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY},
 * {@code AWS_PROFILE} with {@code ~/.aws}, or the role of the machine. What it refuses is told as {@link BucketFault}.
 */
final class BucketStore implements ArchiveStore {
    /** Files below one prefix. */
    static final int ITEMS_MAX = 1_000_000;

    private static final int EXISTS = 412;
    private static final int WRITTEN_JUST_NOW = 409;
    private static final int GONE = 404;
    private static final String MARK = "put";

    private final BucketAddress address;
    private final BucketLimits limits;
    private final S3Client s3;

    private BucketStore(BucketAddress address, BucketLimits limits, S3Client s3) {
        this.address = address;
        this.limits = limits;
        this.s3 = s3;
    }

    static BucketStore open(BucketAddress address, BucketLimits limits) {
        return new BucketStore(address, limits, BucketClient.open(limits));
    }

    @Override
    public String where() {
        return address.toString();
    }

    @Override
    public boolean put(String name, Path file) throws IOException {
        String key = address.key(name);
        return ask("put " + name, () -> {
            // A store that does not know the condition below would put it over what is there.
            if (markOf(key).isPresent()) return false;
            String mark = UUID.randomUUID().toString();
            Upload upload = new Upload(s3, address.bucket(), key, file, Map.of(MARK, mark), limits.partBytes());
            for (int attempt = 1; ; attempt++) {
                try {
                    upload.send();
                    return true;
                } catch (S3Exception e) {
                    boolean taken = e.statusCode() == EXISTS || e.statusCode() == GONE;
                    Optional<String> there = taken ? markOf(key) : Optional.empty();
                    // An attempt whose answer was lost may have put it: then it is there, with the mark of this put.
                    if (there.isPresent()) return there.get().equals(mark);
                    if (e.statusCode() != WRITTEN_JUST_NOW || attempt == limits.attempts()) throw e;
                }
            }
        });
    }

    /** By whom the file was put, empty text when nobody says; empty when there is none. */
    private Optional<String> markOf(String key) {
        try {
            return Optional.of(
                    s3.headObject(look -> look.bucket(address.bucket()).key(key))
                            .metadata()
                            .getOrDefault(MARK, ""));
        } catch (S3Exception e) {
            if (e.statusCode() == GONE) return Optional.empty();
            throw e;
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        String key = address.key(name);
        return ask("read " + name, () -> {
            try {
                return new WholeBody(where() + "/" + name, s3.getObject(get -> get.bucket(address.bucket())
                        .key(key)));
            } catch (NoSuchKeyException e) {
                throw new NoSuchFileException(where() + "/" + name);
            }
        });
    }

    @Override
    public List<Item> list(String beginning) throws IOException {
        String before = address.before();
        return ask("list what is there", () -> {
            List<Item> items = new ArrayList<>();
            for (S3Object each : s3.listObjectsV2Paginator(
                            list -> list.bucket(address.bucket()).prefix(before + beginning))
                    .contents()) {
                if (each.key().endsWith("/")) continue;
                if (items.size() == ITEMS_MAX) {
                    throw new IOException(where() + " holds more than " + ITEMS_MAX
                            + " files: that is no archive; take a prefix of its own");
                }
                items.add(new Item(each.key().substring(before.length()), each.size(), each.lastModified()));
            }
            items.sort(Comparator.comparing(Item::name));
            return items;
        });
    }

    @Override
    public void delete(String name) throws IOException {
        String key = address.key(name);
        ask(
                "delete " + name,
                () -> s3.deleteObject(gone -> gone.bucket(address.bucket()).key(key)));
    }

    @Override
    public Optional<Long> room() {
        return Optional.empty();
    }

    @Override
    public void close() {
        s3.close();
    }

    private <T> T ask(String what, Asking<T> asking) throws IOException {
        try {
            return asking.ask();
        } catch (SdkException e) {
            throw BucketFault.of(what, address, e);
        }
    }

    private interface Asking<T> {
        T ask() throws IOException;
    }
}
