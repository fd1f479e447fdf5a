package dev.signalbox.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ports for the servers of tests. They lie below those that systems give out by themselves, in a block that this
 * process alone holds until it ends: nobody comes by such a port in the moment between two starts of its server, or
 * before the first.
 */
public final class TestPorts {
    private static final int FIRST = 10_000;
    private static final int IN_A_BLOCK = 200;
    private static final int BLOCKS = 100;
    /** Closed by the end of the process, which gives the block back. */
    private static FileChannel lock;

    private static int block;
    private static int given;

    private TestPorts() {}

    /** One on which nothing listens here. It comes again only when the whole block was given out. */
    public static synchronized int next() {
        if (lock == null) holdBlock();
        for (int tried = 0; tried < IN_A_BLOCK; tried++) {
            int port = FIRST + block * IN_A_BLOCK + given++ % IN_A_BLOCK;
            if (isFree(port)) return port;
        }
        throw new IllegalStateException("all " + IN_A_BLOCK + " ports of this process are in use");
    }

    private static void holdBlock() {
        try {
            Path folder =
                    Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "signalbox-test-ports"));
            for (block = 0; block < BLOCKS; block++) {
                FileChannel channel = FileChannel.open(
                        folder.resolve(Integer.toString(block)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    lock = channel;
                    return;
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("all " + BLOCKS + " blocks of ports are held by other processes");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
