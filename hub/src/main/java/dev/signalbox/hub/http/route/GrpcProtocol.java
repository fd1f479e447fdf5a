package dev.signalbox.hub.http.route;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls of gRPC that bring one message and get one (gRPC over HTTP/2, as its protocol document has it): a message in a
 * frame, an answer in a frame with the status behind it, a refusal that is a head alone. Every call is answered with
 * HTTP status 200 and a status of gRPC.
 */
public final class GrpcProtocol implements Protocol {
    /** For calls of what is served by no route: they are refused, whatever they bring. */
    public static final GrpcProtocol UNSERVED = new GrpcProtocol(0, body -> 0, 1);

    private static final String TYPE = "application/grpc";
    /** A flag, whether the message is compressed, and four bytes of its length. */
    private static final int FRAME_BYTES = 5;

    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int NOT_FOUND = 5;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int ABORTED = 10;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,8})([HMSmun])");

    private final BodyRule bodies;
    private final ToLongFunction<byte[]> tree;
    private final int retrySeconds;

    /**
     * @param messageBytesMax as a message comes and as it is after inflation; more is {@code RESOURCE_EXHAUSTED}
     * @param tree bytes of memory that a message takes once it is read, told from above before that
     * @param retrySeconds after which who was refused for now may come again
     */
    public GrpcProtocol(int messageBytesMax, ToLongFunction<byte[]> tree, int retrySeconds) {
        int bytesMax = messageBytesMax + FRAME_BYTES;
        this.bodies = BodyRule.inflated(Set.of(TYPE, TYPE + "+proto"), bytesMax, bytesMax);
        this.tree = tree;
        this.retrySeconds = retrySeconds;
    }

    /** Whether a request with this content type is a call of gRPC, in whatever form its messages are. */
    public static boolean isOf(@Nullable String contentType) {
        if (contentType == null) return false;
        String bare = BodyRule.bare(contentType);
        return bare.equals(TYPE) || bare.startsWith(TYPE + "+");
    }

    /** The answer with the body of another as its message. */
    public static Answer of(Answer answer) {
        byte[] message = answer.body();
        byte[] frame = ByteBuffer.allocate(FRAME_BYTES + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        return Answer.bytes(200, TYPE, frame).trailer("grpc-status", "0");
    }

    @Override
    public BodyRule bodies() {
        return bodies;
    }

    @Override
    public long treeBytes(byte[] body, @Nullable String contentType) {
        return tree.applyAsLong(body);
    }

    @Override
    public String encodingHeader() {
        return "grpc-encoding";
    }

    @Override
    public Content contentOf(byte[] body, boolean encoded) {
        if (body.length < FRAME_BYTES) throw broken("ends before its first message does");
        long length = ByteBuffer.wrap(body).getInt(1) & 0xFFFF_FFFFL;
        if (body.length - FRAME_BYTES < length) throw broken("ends before its first message does");
        if (body.length - FRAME_BYTES > length) throw broken("has more than one message");
        if (body[0] != 0 && body[0] != 1) throw broken("has a message with an unknown flag");
        if (body[0] == 1 && !encoded) throw broken("has a compressed message, and no grpc-encoding says how");
        return new Content(Arrays.copyOfRange(body, FRAME_BYTES, body.length), body[0] == 1);
    }

    private static InvalidInput broken(String how) {
        return new InvalidInput("", "the call " + how + "; it takes one message, whole");
    }

    @Override
    public @Nullable Duration patience(Function<String, @Nullable String> header) {
        String timeout = header.apply("grpc-timeout");
        if (timeout == null) return null;
        Matcher said = TIMEOUT.matcher(timeout);
        if (!said.matches()) {
            throw new InvalidInput("", "grpc-timeout must be up to eight digits and one of H, M, S, m, u, n: 10S");
        }
        long amount = Long.parseLong(said.group(1));
        return switch (said.group(2)) {
            case "H" -> Duration.ofHours(amount);
            case "M" -> Duration.ofMinutes(amount);
            case "S" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMillis(amount);
            case "u" -> Duration.ofNanos(amount * 1_000);
            default -> Duration.ofNanos(amount);
        };
    }

    @Override
    public Answer late() {
        return refusal(
                DEADLINE_EXCEEDED,
                "the time of grpc-timeout is over; whether this was written is unknown, sent again it is stored once");
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        if (!isOf(contentType)) return Answer.problem(problem);
        int status = statusOf(problem.status());
        String words = problem.detail();
        Answer answer = refusal(status, words).countedAs(problem.status());
        if (problem.status() == 415) answer.header("grpc-accept-encoding", "identity,gzip,deflate");
        if (status != UNAVAILABLE) return answer;
        // Each of the two is read by clients that do not know the other.
        return answer.header("grpc-status-details-bin", base64(GrpcStatus.retry(status, words, retrySeconds)))
                .header("google.rpc.retryinfo-bin", base64(GrpcStatus.retryInfo(retrySeconds)));
    }

    private static Answer refusal(int status, String words) {
        return Answer.headOf(TYPE)
                .header("grpc-status", Integer.toString(status))
                .header("grpc-message", GrpcStatus.percentEncoded(words));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What passes by itself is {@code UNAVAILABLE}: after anything else many clients drop what they hold. */
    private static int statusOf(int http) {
        return switch (http) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404, 410 -> NOT_FOUND;
            case 405, 415 -> UNIMPLEMENTED;
            case 409, 412 -> ABORTED;
            case 413 -> RESOURCE_EXHAUSTED;
            default -> http == 429 || http >= 500 ? UNAVAILABLE : INVALID_ARGUMENT;
        };
    }
}
