package dev.signalbox.hub.archive.bucket;

import java.net.URI;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A server that speaks S3, in this process, with one bucket; it keeps everything in memory. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "archives";
    static final String KEY = "AKIATESTTESTTESTTEST";
    static final String SECRET = "this/is+the+secret0123456789abcdefghijkl";

    private final BlobStore files = new TransientNio2BlobStore();
    private final S3Proxy server;

    S3Server() throws Exception {
        files.createContainer(BUCKET);
        server = S3Proxy.builder()
                .blobStore(files)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** A place that nobody else uses. */
    static String place() {
        return "s3://" + BUCKET + "/" + UUID.randomUUID() + "/of a test";
    }

    @Override
    public void close() throws Exception {
        server.stop();
        files.close();
    }
}
