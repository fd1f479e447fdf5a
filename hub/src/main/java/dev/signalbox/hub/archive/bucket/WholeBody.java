package dev.signalbox.hub.archive.bucket;

import dev.signalbox.hub.archive.PieceStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bytes of a file in a bucket. An end that comes before the length that was announced is no end, but a failure. */
final class WholeBody extends PieceStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private final String name;
    private final long length;
    private long read;

    WholeBody(String name, ResponseInputStream<GetObjectResponse> body) {
        this.name = name;
        this.body = body;
        this.length = body.response().contentLength();
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        int got;
        try {
            got = body.read(into, at, most);
        } catch (IOException e) {
            throw broken(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
        if (got > 0) read += got;
        if (got < 0 && read < length) throw broken("it ended", null);
        return got;
    }

    private IOException broken(String how, @Nullable Throwable cause) {
        return new IOException(
                name + ": the store broke off behind " + read + " of " + length + " bytes (" + how
                        + "); repeat, what is done already is kept",
                cause);
    }

    @Override
    public int available() throws IOException {
        return body.available();
    }

    /** The rest is not fetched. */
    @Override
    public void close() throws IOException {
        if (read < length) body.abort();
        else body.close();
    }
}
