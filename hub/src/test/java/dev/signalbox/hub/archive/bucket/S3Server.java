package dev.signalbox.hub.archive.bucket;

import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A server that speaks S3, in this process, with one bucket. */
public final class S3Server implements AutoCloseable {
    static final String BUCKET = "archives";
    public static final String KEY = "AKIATESTTESTTESTTEST";
    public static final String SECRET = "this/is+the+secret0123456789abcdefghijkl";

    private final BlobStore files;
    private final S3Proxy server;

    /** It keeps everything in memory. */
    public S3Server() throws Exception {
        this(new TransientNio2BlobStore());
    }

    /** It keeps everything in a folder: {@code <folder>/archives/<key>}, as old as the files are. */
    public S3Server(Path folder) throws Exception {
        this(new FilesystemNio2BlobStore(folder.toString()));
    }

    private S3Server(BlobStore files) throws Exception {
        this.files = files;
        files.createContainer(BUCKET);
        server = S3Proxy.builder()
                .blobStore(files)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        server.start();
    }

    public int port() {
        return server.getPort();
    }

    /** A place that nobody else uses. */
    public static String place() {
        return "s3://" + BUCKET + "/" + UUID.randomUUID() + "/of a test";
    }

    @Override
    public void close() throws Exception {
        server.stop();
        files.close();
    }
}
