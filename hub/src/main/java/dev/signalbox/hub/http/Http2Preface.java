package dev.signalbox.hub.http;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first bytes of a connection for the preface of HTTP/2 (RFC 9113, section 3.4), with which exporters
 * knock that are set to gRPC. They hide what the hub answers; so its log says it too, once. One for each connection.
 */
final class Http2Preface extends ChannelInboundHandlerAdapter {
    /** What HTTP/1.1 would take for a request line. */
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

    private static final String ADVICE =
            "the hub does not speak HTTP/2 here, nor gRPC: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";
    private static final Logger LOG = LoggerFactory.getLogger(Http2Preface.class);

    private final AtomicBoolean told;

    /** @param told whether the log says it already; one for all connections */
    Http2Preface(AtomicBoolean told) {
        this.told = told;
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object first) {
        if (!(first instanceof ByteBuf bytes) || !begins(bytes)) {
            connection.pipeline().remove(this);
            connection.fireChannelRead(first);
            return;
        }
        bytes.release();
        if (!told.getAndSet(true)) {
            LOG.warn("{} knocks with HTTP/2; {}", connection.channel().remoteAddress(), ADVICE);
        }
        connection.pipeline().replace(this, null, new LingeringClose());
        connection.channel().writeAndFlush(refusal()).addListener(ChannelFutureListener.CLOSE);
    }

    private static boolean begins(ByteBuf bytes) {
        return bytes.readableBytes() >= PREFACE.length
                && ByteBufUtil.equals(bytes, bytes.readerIndex(), Unpooled.wrappedBuffer(PREFACE), 0, PREFACE.length);
    }

    private static ByteBuf refusal() {
        byte[] body = Json.write(Problem.of(ProblemCode.INVALID, ADVICE));
        String head = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
    }
}
