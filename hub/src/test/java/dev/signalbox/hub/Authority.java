package dev.signalbox.hub;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of the test's own that signs certificates for {@code localhost}, with the keytool of the running JDK.
 */
public final class Authority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    private Authority(Path folder) throws Exception {
        this.folder = folder;
        this.store = folder.resolve("authority.p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=authority", "-ext", "bc:c", "-validity", "9");
        pem("ca");
    }

    /** Its files are made in this folder. */
    public static Authority in(Path folder) throws Exception {
        return new Authority(Files.createDirectories(folder));
    }

    /** PEM file of the authority's certificate. */
    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** PEM files of a certificate and its key: {@code <name>.pem}, {@code <name>.key}. */
    public Path signs(String name, int beganDaysAgo, int days) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-signer",
                "ca",
                "-startdate",
                "-" + beganDaysAgo + "d",
                "-validity",
                Integer.toString(days));
        return pem(name);
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass"));
        command.add(PASSWORD);
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        if (keytool.waitFor() != 0) throw new IllegalStateException("keytool failed: " + command);
    }

    private Path pem(String alias) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey(alias, PASSWORD.toCharArray()).getEncoded();
        Files.writeString(folder.resolve(alias + ".key"), pem("PRIVATE KEY", key));
        return Files.writeString(
                folder.resolve(alias + ".pem"),
                pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
