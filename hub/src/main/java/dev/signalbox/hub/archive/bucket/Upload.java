package dev.signalbox.hub.archive.bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One file on its way into a bucket, where it appears whole or not at all, and only where nothing is.
 *
 * @param mark put beside the bytes, so that a put whose answer was lost is known again
 */
record Upload(S3Client s3, String bucket, String key, Path file, Map<String, String> mark, int partBytes) {
    private static final String BYTES = "application/octet-stream";
    /** Only where nothing is. */
    private static final String ANY = "*";

    /** Sends it. What S3 says is thrown as it is; 412 when something is there. */
    void send() throws IOException {
        long length = Files.size(file);
        if (length > partBytes) inParts(length);
        else
            s3.putObject(
                    put -> put.bucket(bucket).key(key).metadata(mark).ifNoneMatch(ANY), RequestBody.fromFile(file));
    }

    private void inParts(long length) {
        String id = s3.createMultipartUpload(
                        make -> make.bucket(bucket).key(key).metadata(mark))
                .uploadId();
        try {
            List<CompletedPart> parts = parts(id, length);
            s3.completeMultipartUpload(done -> done.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .ifNoneMatch(ANY)
                    .multipartUpload(all -> all.parts(parts)));
        } catch (SdkException e) {
            abort(id, e);
            throw e;
        }
    }

    private List<CompletedPart> parts(String id, long length) {
        long size = Math.max(partBytes, (length + BucketLimits.PARTS_MAX - 1) / BucketLimits.PARTS_MAX);
        List<CompletedPart> parts = new ArrayList<>();
        for (long at = 0; at < length; at += size) {
            long from = at;
            long bytes = Math.min(size, length - at);
            int number = parts.size() + 1;
            String tag = s3.uploadPart(
                            part -> part.bucket(bucket)
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentLength(bytes),
                            RequestBody.fromContentProvider(() -> Slice.of(file, from, bytes), bytes, BYTES))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    /** So that nobody pays for parts that belong to nothing. */
    private void abort(String id, SdkException why) {
        try {
            s3.abortMultipartUpload(off -> off.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            why.addSuppressed(e);
        }
    }
}
