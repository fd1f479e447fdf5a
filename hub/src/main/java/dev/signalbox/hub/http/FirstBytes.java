package dev.signalbox.hub.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first bytes of a plain connection, by which it is one of HTTP/1.1 or of HTTP/2 (RFC 9113, section 3.3), for good:
 * where they are no preface, a wish to change over later ({@code Upgrade: h2c}) is passed over as one of a protocol
 * that is not known. RFC 9113 has dropped it, and through a proxy that passes it on, it would be a tunnel past whatever
 * that proxy looks at. One for each connection.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** As Vert.x calls the handler that changes over. */
    private static final String CHANGING = "h2c";

    private int same;

    @Override
    public void channelRead(ChannelHandlerContext connection, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        int length = Math.min(bytes.readableBytes(), PREFACE.length - same);
        int at = 0;
        while (at < length && bytes.getByte(bytes.readerIndex() + at) == PREFACE[same + at]) at++;
        same += at;
        if (at < length) {
            // Those that differ go first: by them Vert.x has put in what reads HTTP/1.1 when the others come.
            ByteBuf differing = bytes.readRetainedSlice(at + 1);
            connection.fireChannelRead(differing);
            if (connection.pipeline().get(CHANGING) != null) {
                connection.pipeline().addBefore(CHANGING, null, new NoChange());
            }
        }
        if (at < length || same == PREFACE.length) connection.pipeline().remove(this);
        connection.fireChannelRead(bytes);
    }

    /** Takes the wish out of the first request, the only one in which Vert.x looks for it. */
    private static final class NoChange extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext connection, Object read) {
            if (read instanceof HttpRequest request) {
                HttpHeaders headers = request.headers();
                List<String> wishes = headers.getAll(HttpHeaderNames.UPGRADE);
                if (wishes.stream().anyMatch(CHANGING::equalsIgnoreCase)) {
                    headers.set(
                            HttpHeaderNames.UPGRADE,
                            wishes.stream()
                                    .filter(wish -> !CHANGING.equalsIgnoreCase(wish))
                                    .toList());
                }
                connection.pipeline().remove(this);
            }
            connection.fireChannelRead(read);
        }
    }
}
