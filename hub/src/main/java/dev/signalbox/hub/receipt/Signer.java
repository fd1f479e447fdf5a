package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Note;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What signs receipts and webhooks on a node. Its key is the file {@code receipts.key} in the data folder, mode 0600,
 * and leaves it never: it is in no store and no backup. The public part is announced in the log before anything is
 * signed with it, so every node shows the keys of all, and those of before. A file that is missing is made anew with
 * the first receipt. Any thread.
 */
public final class Signer {
    private static final String COMMAND = "question.announce-signer";
    private static final String STREAM = "question-signer/receipts";

    private final Path file;
    private final EventLog log;
    private final CommandHandler commands;
    private final Vertx vertx;
    private @Nullable Future<SigningKey> key;

    public Signer(Path file, EventLog log, CommandHandler commands, Vertx vertx) {
        this.file = file;
        this.log = log;
        this.commands = commands;
        this.vertx = vertx;
    }

    /**
     * A key signs from now on.
     *
     * @param keyId the thumbprint of its public part
     * @param x the public part, base64url
     */
    record AnnounceSigner(String keyId, String x) {}

    /** Makes the command known by which a key is announced. */
    public static void register(CommandHandler commands, EventLog log) {
        commands.notes(
                log,
                COMMAND,
                AnnounceSigner.class,
                wish -> new Note(STREAM, EventTypes.QUESTION_SIGNER_ANNOUNCED, wish));
    }

    /**
     * The receipt under the signature of this node. Fails with {@link Refused} when the file of its key cannot be used,
     * and as an append does when the key has to be announced first.
     */
    public Future<AnswerReceipt.Signed> sign(AnswerReceipt receipt) {
        return key().map(ready -> new AnswerReceipt.Signed(receipt, Jws.sign(ready, Json.write(receipt))));
    }

    /**
     * The signature of bytes by the key of this node: 64 bytes of Ed25519. What is signed must not look like a receipt:
     * a JWS has no dot behind its payload. Fails as {@link #sign} does.
     */
    public Future<byte[]> signature(byte[] content) {
        return key().map(ready -> ready.sign(content));
    }

    /** The public keys of all that ever signed on this log, the newest {@link Limits#RECEIPT_KEYS_MAX} of them. */
    public Future<JsonNode> keys() {
        return announced().map(PublicKeys::set);
    }

    private synchronized Future<SigningKey> key() {
        if (key == null || key.failed()) key = vertx.executeBlocking(this::read).compose(this::announce);
        return key;
    }

    private Future<SigningKey> announce(SigningKey ready) {
        return announced()
                .compose(known -> known.contains(ready.x())
                        ? Future.succeededFuture(ready)
                        : commands.handle(announcement(ready), new Caller(Principal.SYSTEM, "receipts", null))
                                .map(told -> ready));
    }

    private static Command announcement(SigningKey key) {
        AnnounceSigner wish = new AnnounceSigner(key.id(), key.x());
        return new Command(Ids.derived(COMMAND, key.id()), COMMAND, null, null, null, Json.tree(wish));
    }

    private Future<Deque<String>> announced() {
        Deque<String> xs = new ArrayDeque<>();
        return log.walkStream(STREAM, 0, event -> {
                    if (xs.size() == Limits.RECEIPT_KEYS_MAX) xs.removeFirst();
                    xs.add(Json.readLenient(event.data(), AnnounceSigner.class).x());
                    return true;
                })
                .map(walked -> xs);
    }

    /** Of two nodes that share a folder either may be the faster one. */
    private SigningKey made() throws IOException {
        SigningKey fresh = SigningKey.fresh();
        try {
            OwnerOnly.replace(file, fresh.text() + "\n");
            return fresh;
        } catch (IOException e) {
            if (!Files.exists(file)) throw e;
            return SigningKey.parse(Files.readString(file));
        }
    }

    private SigningKey read() throws IOException {
        OwnerOnly.tighten(file);
        try {
            return SigningKey.parse(Files.readString(file));
        } catch (NoSuchFileException missing) {
            return made();
        } catch (IllegalArgumentException | IOException broken) {
            throw new Refused(
                    ProblemCode.INTERNAL,
                    "receipts cannot be signed: " + file.getFileName() + " in the hub's data folder holds no key ("
                            + broken.getMessage() + "); its operator puts it back, or moves it away, and the hub makes"
                            + " another: what was signed stays good");
        }
    }
}
