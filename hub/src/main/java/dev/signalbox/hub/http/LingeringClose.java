package dev.signalbox.hub.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose other side may still be sending (RFC 9112, section 9.6): says at once that nothing more
 * comes, throws away what still arrives, and closes when the other side does, has been silent about it for a moment, or
 * sends without end. To close at once would make the system reset the connection, and the answer that is on its way
 * would be lost. One for each connection, put in when its last answer is about to be written.
 */
final class LingeringClose extends ChannelDuplexHandler {
    /** Time in which the other side has to read the answer and close. */
    static final long LINGER_MILLIS_MAX = 2_000;

    private long discarded;
    private boolean lingering;

    @Override
    public void channelRead(ChannelHandlerContext connection, Object sent) {
        if (sent instanceof ByteBuf bytes) discarded += bytes.readableBytes();
        ReferenceCountUtil.release(sent);
        if (discarded > Body.DISCARDED_BYTES_MAX) cut(connection, connection.newPromise());
    }

    @Override
    public void close(ChannelHandlerContext connection, ChannelPromise closed) {
        if (!(connection.channel() instanceof DuplexChannel socket) || !socket.isActive()) {
            cut(connection, closed);
            return;
        }
        var unused = socket.closeFuture().addListener(ended -> cut(connection, closed));
        if (!lingering) linger(connection, socket);
        lingering = true;
    }

    private static void linger(ChannelHandlerContext connection, DuplexChannel socket) {
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        socket.config().setAutoRead(true);
        var late = connection
                .executor()
                .schedule(() -> cut(connection, connection.newPromise()), LINGER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        var unused = tls == null ? socket.shutdownOutput() : tls.closeOutbound();
        unused = socket.closeFuture().addListener(ended -> late.cancel(false));
    }

    private static void cut(ChannelHandlerContext connection, ChannelPromise closed) {
        var unused = connection.close(closed);
    }
}
