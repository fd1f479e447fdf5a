package dev.signalbox.client.store;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one holder among all processes and all threads. The operating system frees it when the holder dies, also by
 * kill -9. Not reentrant; may be released by another thread than the one that took it. The lock file stays: removing it
 * would let two holders in. Whatever the file system refuses fails with {@link StoreFailed}.
 */
public final class FileMutex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileMutex.class);
    // POSIX locks belong to the process, and closing any channel of a file drops them all: within a process every user
    // of one lock
    // file must share one channel. This is the only static state of the client, and it mirrors state that the kernel
    // keeps.
    private static final Map<Path, Shared> SHARED = new HashMap<>();

    private final Path file;
    private final Shared shared;
    private volatile @Nullable FileLock held;
    private boolean closed;

    private FileMutex(Path file, Shared shared) {
        this.file = file;
        this.shared = shared;
    }

    /** Opens the lock file, making it where it is missing. Nothing is locked yet. */
    public static FileMutex open(Path lockFile) {
        Path file = lockFile.toAbsolutePath().normalize();
        synchronized (SHARED) {
            Shared shared = SHARED.computeIfAbsent(file, Shared::open);
            shared.users++;
            return new FileMutex(file, shared);
        }
    }

    /** Takes it now or not at all; true when it is held already. */
    public boolean tryAcquire() {
        if (isHeld()) return true;
        if (!shared.inProcess.tryAcquire()) return false;
        return lockOrGiveBack();
    }

    /** Takes it, waiting up to {@code timeout}; false when the time is over or the thread was interrupted. */
    public boolean acquire(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!shared.inProcess.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        while (!tryLock()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                shared.inProcess.release();
                return false;
            }
            // Random waits keep several processes fair to each other; a fixed one lets the same process win again and
            // again.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(100_000, 500_000));
        }
        return true;
    }

    /** Whether this one holds it. */
    public boolean isHeld() {
        return held != null;
    }

    /** Gives it back, if this one holds it. */
    public void release() {
        FileLock lock = held;
        if (lock == null) return;
        held = null;
        try {
            if (lock.isValid()) lock.release();
        } catch (IOException e) {
            throw new StoreFailed("cannot release " + file, e);
        } finally {
            shared.inProcess.release();
        }
    }

    /** Writes a text into the lock file, unless it has one. Only the holder may call it. */
    void mark(String text) {
        try {
            if (shared.channel.size() > 0) return;
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            for (long at = 0; bytes.hasRemaining(); ) at += shared.channel.write(bytes, at);
        } catch (IOException e) {
            throw new StoreFailed("cannot write " + file + ": " + e, e);
        }
    }

    /** Gives it back and lets the file go. */
    @Override
    public void close() {
        release();
        synchronized (SHARED) {
            if (closed) return;
            closed = true;
            if (--shared.users > 0) return;
            SHARED.remove(file);
            try {
                shared.channel.close();
            } catch (IOException e) {
                LOG.warn("The lock file {} could not be closed", file, e);
            }
        }
    }

    private boolean lockOrGiveBack() {
        boolean locked = false;
        try {
            locked = tryLock();
            return locked;
        } finally {
            if (!locked) shared.inProcess.release();
        }
    }

    private boolean tryLock() {
        try {
            held = shared.channel.tryLock();
            return isHeld();
        } catch (IOException e) {
            throw new StoreFailed("cannot lock " + file + ": " + e, e);
        }
    }

    private static final class Shared {
        private final FileChannel channel;
        private final Semaphore inProcess = new Semaphore(1, true);
        private int users;

        private Shared(FileChannel channel) {
            this.channel = channel;
        }

        private static Shared open(Path file) {
            try {
                return new Shared(OwnerOnly.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
            } catch (IOException e) {
                throw new StoreFailed("cannot open the lock " + file + ": " + e, e);
            }
        }
    }
}
