package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RevokeKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import dev.signalbox.wire.resource.Diagnosis;
import dev.signalbox.wire.resource.FoldProblem;
import dev.signalbox.wire.resource.HubStatus;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Key.SignIn;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.LogState;
import dev.signalbox.wire.resource.MatrixCheck;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MoveStatus;
import dev.signalbox.wire.resource.Ownership;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.SchemaStatus;
import dev.signalbox.wire.resource.Verification;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link HubApi} by which a hub is run: keys, the matrix, projections, health. As there, nothing is kept or
 * repeated.
 */
public final class OperatorApi {
    private static final String SEGMENT = "application/vnd.signalbox.segment";

    private final LogCalls calls;

    OperatorApi(LogCalls calls) {
        this.calls = calls;
    }

    /** {@code GET /v1/keys}; query: limit, cursor. */
    public CompletableFuture<Page<Key>> keys(Map<String, String> query) {
        return calls.list("/v1/keys", query, Key.class);
    }

    /** {@code POST /v1/keys}: the answer has the secret, which the hub shows only once. */
    public CompletableFuture<Key> createKey(CreateKey body) {
        return calls.write("POST", "/v1/keys", body).id(null).answer(Key.class);
    }

    /**
     * {@code DELETE /v1/keys/{id}}: acts within a second and closes the key's streams. The last admin key is refused,
     * {@code would_orphan}.
     */
    public CompletableFuture<Key> revokeKey(String id) {
        return revokeKey(id, false);
    }

    /**
     * The same.
     *
     * @param force whether even the last admin key may go
     */
    public CompletableFuture<Key> revokeKey(String id, boolean force) {
        return calls.write("DELETE", "/v1/keys/" + HubConnection.segment(id), force ? new RevokeKey(true) : null)
                .answer(Key.class);
    }

    /**
     * {@code POST /v1/keys/{id}/rotate}: the answer has the new secret, which the hub shows only once; the one before
     * still opens for {@link RotateKey#oldFor}.
     */
    public CompletableFuture<Key> rotateKey(String id, RotateKey body) {
        return calls.write("POST", "/v1/keys/" + HubConnection.segment(id) + "/rotate", body)
                .id(null)
                .answer(Key.class);
    }

    /** {@code GET /v1/sign-ins}: browsers of this key, or for an admin of all; query: limit, cursor. */
    public CompletableFuture<Page<SignIn>> signIns(Map<String, String> query) {
        return calls.list("/v1/sign-ins", query, SignIn.class);
    }

    /** {@code DELETE /v1/sign-ins/{id}}: acts within a second and closes the streams of that browser. */
    public CompletableFuture<SignIn> signOut(String id) {
        return calls.write("DELETE", "/v1/sign-ins/" + HubConnection.segment(id), null)
                .answer(SignIn.class);
    }

    /** {@code GET /v1/ownership}: the matrix in force. */
    public CompletableFuture<Ownership> ownership() {
        return calls.get("/v1/ownership", Map.of(), Ownership.class);
    }

    /** {@code PUT /v1/ownership}: puts a file in force on every node; refused when it would leave data behind. */
    public CompletableFuture<Ownership> applyMatrix(ApplyMatrix body) {
        return calls.write("PUT", "/v1/ownership", body).id(null).answer(Ownership.class);
    }

    /** {@code POST /v1/ownership/check}: what the file would change, without changing it. */
    public CompletableFuture<MatrixCheck> checkMatrix(ApplyMatrix body) {
        return calls.write("POST", "/v1/ownership/check", body).answer(MatrixCheck.class);
    }

    /** {@code POST /v1/config/plan}: what each change of the file costs at this moment, without changing anything. */
    public CompletableFuture<MatrixPlan> planMatrix(ApplyMatrix body) {
        return calls.write("POST", "/v1/config/plan", body).answer(MatrixPlan.class);
    }

    /** {@code GET /v1/schema}: the tables of the hub's own stores as its migrations see them. */
    public CompletableFuture<SchemaStatus> schema() {
        return calls.get("/v1/schema", Map.of(), SchemaStatus.class);
    }

    /** {@code GET /v1/projections}: each projection's position and lag. */
    public CompletableFuture<JsonNode> projections() {
        return calls.get("/v1/projections", Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/projections/problems}: events that tables went on without; query: limit, cursor. */
    public CompletableFuture<Page<FoldProblem>> foldProblems(Map<String, String> query) {
        return calls.list("/v1/projections/problems", query, FoldProblem.class);
    }

    /** {@code POST /v1/projections/{name}/rebuild}. */
    public CompletableFuture<JsonNode> rebuildProjection(String name) {
        return calls.write("POST", "/v1/projections/" + HubConnection.segment(name) + "/rebuild", Map.of())
                .answer(JsonNode.class);
    }

    /**
     * {@code POST /v1/verify}: begins to look whether the store is what was written, unless a look is under way; the
     * answer says how far it is.
     */
    public CompletableFuture<Verification> verify() {
        return calls.write("POST", "/v1/verify", Map.of()).answer(Verification.class);
    }

    /** {@code GET /v1/verify}: the look that is under way, or how the last one ended; none is {@code not_found}. */
    public CompletableFuture<Verification> verification() {
        return calls.get("/v1/verify", Map.of(), Verification.class);
    }

    /** {@code GET /v1/log}: how far each log is, and how much there is of what. */
    public CompletableFuture<Page<LogState>> logs() {
        return calls.list("/v1/log", Map.of(), LogState.class);
    }

    /** {@code GET /v1/log/{log}/hashes}: of those positions that the log has; 1 to 100 of them. */
    public CompletableFuture<Page<LogHash>> hashes(String log, Collection<Long> positions) {
        String wanted = positions.stream().map(String::valueOf).collect(Collectors.joining(","));
        return calls.list(
                "/v1/log/" + HubConnection.segment(log) + "/hashes", Map.of("positions", wanted), LogHash.class);
    }

    /**
     * {@code POST /v1/retention/allow}: the hub's clock is right, and for ten minutes all that is over by retention may
     * go at once.
     */
    public CompletableFuture<JsonNode> allowRetention() {
        return calls.write("POST", "/v1/retention/allow", Map.of()).answer(JsonNode.class);
    }

    /**
     * {@code GET /v1/archive/{log}}: the next segment of an archive, to be read while it comes; query: after, hash,
     * receipts of the segment before.
     */
    public CompletableFuture<ByteStream> segment(String log, Map<String, String> query) {
        HttpRequest request = calls.hub()
                .request("/v1/archive/" + HubConnection.segment(log), query)
                .setHeader("Accept", SEGMENT + ", application/problem+json;q=0.9")
                .GET()
                .build();
        return calls.hub().openBytes(request, SEGMENT, calls.answerTimeout(), HubApi.SILENCE_MAX);
    }

    /** {@code GET /v1/doctor}: what a look at the hub, its store and its machine finds. */
    public CompletableFuture<Diagnosis> diagnosis() {
        return calls.get("/v1/doctor", Map.of(), Diagnosis.class);
    }

    /** {@code GET /v1/status}: how large the logs and tables are, and how they grow. */
    public CompletableFuture<HubStatus> status() {
        return calls.get("/v1/status", Map.of(), HubStatus.class);
    }

    /** {@code GET /v1/backups}: all that are there, the newest first, and what is planned. */
    public CompletableFuture<JsonNode> backups() {
        return calls.get("/v1/backups", Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/backup-state}: what the hub knows of them without looking: the plan, and how old the last is. */
    public CompletableFuture<JsonNode> backupState() {
        return calls.get("/v1/backup-state", Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/backups/{id}}; {@code newest} is one, too. */
    public CompletableFuture<Backup> backup(String id) {
        return calls.get("/v1/backups/" + HubConnection.segment(id), Map.of(), Backup.class);
    }

    /** {@code POST /v1/backups}: makes one; it goes on behind the answer. */
    public CompletableFuture<BackupRun> createBackup() {
        return calls.write("POST", "/v1/backups", Map.of()).answer(BackupRun.class);
    }

    /**
     * {@code POST /v1/backups/{id}/verify}: reads one to its end; it goes on behind the answer.
     *
     * @param identity the text of a file of identities; null for a backup that is not encrypted, or is to be held
     *     against its digests alone
     */
    public CompletableFuture<BackupRun> verifyBackup(String id, @Nullable String identity) {
        return opening(id, "/verify", identity);
    }

    /**
     * {@code POST /v1/backups/{id}/drill}: restores one for trial; it goes on behind the answer.
     *
     * @param identity the text of a file of identities; null for a backup that is not encrypted
     */
    public CompletableFuture<BackupRun> drillBackup(String id, @Nullable String identity) {
        return opening(id, "/drill", identity);
    }

    private CompletableFuture<BackupRun> opening(String id, String what, @Nullable String identity) {
        Map<String, String> body = identity == null ? Map.of() : Map.of("identity", identity);
        return calls.write("POST", "/v1/backups/" + HubConnection.segment(id) + what, body)
                .answer(BackupRun.class);
    }

    /** {@code DELETE /v1/backups/{id}}: takes it away; it goes on behind the answer. The newest is refused. */
    public CompletableFuture<BackupRun> deleteBackup(String id) {
        return calls.write("DELETE", "/v1/backups/" + HubConnection.segment(id), null)
                .answer(BackupRun.class);
    }

    /** {@code POST /v1/backups/scrub}: takes out of all of them what was erased since; it goes on behind the answer. */
    public CompletableFuture<BackupRun> scrubBackups() {
        return calls.write("POST", "/v1/backups/scrub", Map.of()).answer(BackupRun.class);
    }

    /** {@code GET /v1/backup-runs/{id}}: how far it is. */
    public CompletableFuture<BackupRun> backupRun(String id) {
        return calls.get("/v1/backup-runs/" + HubConnection.segment(id), Map.of(), BackupRun.class);
    }

    /**
     * {@code POST /v1/move}: begins to move the hub's data while it serves; {@link #moveStatus} says how far it is.
     *
     * @param to a URL of PostgreSQL, or the absolute path of a folder, as the hub sees it
     */
    public CompletableFuture<MoveStatus> move(String to) {
        return calls.write("POST", "/v1/move", Map.of("to", to)).answer(MoveStatus.class);
    }

    /** The same to where the data came from with the last move, when that is a folder. */
    public CompletableFuture<MoveStatus> moveBack() {
        return calls.write("POST", "/v1/move", Map.of("back", true)).answer(MoveStatus.class);
    }

    /** {@code GET /v1/move}: the move that is under way, or the last one since the hub was started. */
    public CompletableFuture<MoveStatus> moveStatus() {
        return calls.get("/v1/move", Map.of(), MoveStatus.class);
    }

    /** {@code GET /health/live}. */
    public CompletableFuture<Health> live() {
        return health("/health/live");
    }

    /** {@code GET /health/ready}; a hub that is not ready is an answer, not a failure. */
    public CompletableFuture<Health> ready() {
        return health("/health/ready");
    }

    /** {@code GET /metrics}, as Prometheus reads it. */
    public CompletableFuture<String> metrics() {
        HttpRequest request = calls.hub().request("/metrics", Map.of()).GET().build();
        return calls.hub()
                .send(request, calls.answerTimeout(), response -> new String(response.body(), StandardCharsets.UTF_8));
    }

    private CompletableFuture<Health> health(String path) {
        HttpRequest request = calls.hub().request(path, Map.of()).GET().build();
        return calls.hub()
                .exchange(
                        request,
                        calls.answerTimeout(),
                        response -> new Health(response.statusCode() / 100 == 2, calls.parsed(response)));
    }
}
