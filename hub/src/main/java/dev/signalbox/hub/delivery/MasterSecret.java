package dev.signalbox.hub.delivery;

import dev.signalbox.hub.database.Database;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the secrets of all endpoints of a store are derived from: 32 bytes by chance, in a table of their own. They are
 * in no event, so in no archive and no backup: a copy of the log that is restored elsewhere has another master, cannot
 * sign in the name of the first, and sends nothing. All nodes of one store have the same. Any thread.
 */
final class MasterSecret {
    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS delivery_master (name text NOT NULL PRIMARY KEY, secret text NOT NULL)";
    private static final String NAME = "webhooks";
    private static final String MAKE =
            "INSERT INTO delivery_master (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    private static final String BRING = "INSERT INTO delivery_master (name, secret) VALUES ($1, $2)"
            + " ON CONFLICT (name) DO UPDATE SET secret = excluded.secret";
    private static final String FIND = "SELECT secret FROM delivery_master WHERE name = $1";
    private static final int BYTES = 32;
    private static final int ROOT_BYTES = 8;

    private final byte[] master;

    private MasterSecret(byte[] master) {
        this.master = master;
    }

    /** That of a store, which gets one if it has none. */
    static Future<MasterSecret> of(Database database) {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        return database.makeTable(TABLE)
                .compose(made -> database.write(transaction -> transaction
                        .update(MAKE, NAME, HexFormat.of().formatHex(fresh))
                        .compose(done -> transaction.query(FIND, NAME))))
                .map(rows ->
                        new MasterSecret(HexFormat.of().parseHex(rows.get(0).text("secret"))));
    }

    /** Brings that of one store to another, when it has one. */
    static Future<Void> carry(Database from, Database to) {
        return from.makeTable(TABLE)
                .compose(made -> from.read(transaction -> transaction.query(FIND, NAME)))
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture()
                        : to.makeTable(TABLE)
                                .compose(made -> to.write(transaction -> transaction.update(
                                        BRING, NAME, rows.get(0).text("secret")))))
                .mapEmpty();
    }

    /** By what it is known, 16 hex digits: nothing can be derived from it. */
    String root() {
        return HexFormat.of().formatHex(Arrays.copyOf(derived("root"), ROOT_BYTES));
    }

    /** A secret of an endpoint: 32 bytes. */
    byte[] key(String endpoint, int generation) {
        return derived("endpoint " + endpoint + " " + generation);
    }

    /** The same as receivers are given it: padded, as each library of Standard Webhooks reads it. */
    String text(String endpoint, int generation) {
        return "whsec_" + Base64.getEncoder().encodeToString(key(endpoint, generation));
    }

    /** The secrets that sign now, the newest first. */
    List<byte[]> keys(String endpoint, int generation, boolean oldToo) {
        byte[] present = key(endpoint, generation);
        return oldToo && generation > 0 ? List.of(present, key(endpoint, generation - 1)) : List.of(present);
    }

    private byte[] derived(String what) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(master, "HmacSHA256"));
            return mac.doFinal(what.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must provide HmacSHA256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "master " + root();
    }
}
