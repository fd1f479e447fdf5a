package dev.signalbox.hub.archive.bucket;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a store of buckets refused, or why it was not heard, in words that say what to do next. Nothing of a secret is
 * in them, nor in their causes.
 */
final class BucketFault extends IOException {
    private static final long serialVersionUID = 1L;

    private static final String KEYS =
            "give AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE of ~/.aws/credentials";
    private static final String WRONG_KEY =
            "it does not know the key, or the secret is not the one of the key: " + KEYS;
    private static final String RIGHTS =
            "the key may not do this: it needs to list the bucket, and to get, put and delete"
                    + " below the prefix (s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject)";
    private static final String REGION = "the bucket is in another region: set AWS_REGION to it";
    private static final String BUSY = "it has trouble or too much to do; repeat in a while";
    private static final String CLOCK = "its clock and that of this machine differ too much: set this machine's";

    private static final Map<String, String> NEXT = Map.ofEntries(
            Map.entry("InvalidAccessKeyId", WRONG_KEY),
            Map.entry("SignatureDoesNotMatch", WRONG_KEY),
            Map.entry("InvalidToken", WRONG_KEY),
            Map.entry("ExpiredToken", "the key has ended: take a new one"),
            Map.entry("AccessDenied", RIGHTS),
            Map.entry("AllAccessDisabled", RIGHTS),
            Map.entry("PermanentRedirect", REGION),
            Map.entry("AuthorizationHeaderMalformed", REGION),
            Map.entry("IllegalLocationConstraintException", REGION),
            Map.entry("RequestTimeTooSkewed", CLOCK),
            Map.entry("QuotaExceeded", "it is full: make room, or take another bucket"),
            Map.entry("InvalidBucketName", "that is no name that it takes for a bucket"),
            Map.entry(
                    "NotImplemented",
                    "it does not know what is asked; archives need a store that keeps"
                            + " \"If-None-Match: *\" on puts"));

    private BucketFault(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param what was tried, for people: {@code put x}
     * @param at where
     */
    static BucketFault of(String what, BucketAddress at, SdkException e) {
        String reason = e instanceof S3Exception refused ? refused(refused, at) : unheard(e);
        return new BucketFault(at + ": cannot " + what + ": " + reason, e);
    }

    private static String refused(S3Exception e, BucketAddress at) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        String next = code == null ? null : NEXT.get(code);
        if (next == null) next = next(e.statusCode(), code, at);
        String named = code == null || code.isBlank() ? "" : " " + code;
        return "the store answered " + e.statusCode() + named + "; " + next;
    }

    private static String next(int status, @Nullable String code, BucketAddress at) {
        if ("NoSuchBucket".equals(code) || status == 404) {
            return "there is no bucket " + at.bucket()
                    + " there: make it, or mend its name; AWS_ENDPOINT_URL and AWS_REGION say where it is looked for";
        }
        return switch (status) {
            case 301, 307 -> REGION;
            case 401, 403 -> RIGHTS + "; or the key or its secret is wrong";
            case 409 -> "somebody else writes the same just now; repeat";
            case 507 -> "it is full: make room, or take another bucket";
            default -> status >= 500 ? BUSY : "look at what the store logs about it";
        };
    }

    private static String unheard(SdkException e) {
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return "the store did not answer in time; look whether it runs, and repeat";
        }
        String said = String.valueOf(e.getMessage());
        if (said.contains("Unable to load credentials")) return "there is no key for it: " + KEYS;
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) root = root.getCause();
        return "the store cannot be reached or broke off (" + root.getClass().getSimpleName() + ": " + root.getMessage()
                + "); look whether AWS_ENDPOINT_URL is right and it runs, and repeat";
    }
}
