package dev.signalbox.hub.inbound;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.EndOfDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.netty.handler.codec.http.multipart.InterfaceHttpPostRequestDecoder;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of forms, as senders write them instead of JSON: of a query, or of several parts. */
final class Forms {
    private static final String PARTS = "multipart/form-data";
    private static final List<String> TYPES = List.of("application/x-www-form-urlencoded", PARTS);
    private static final int FIELDS_MAX = 128;
    /** Each byte is a character of its own, so that none is replaced before it is read as UTF-8, strictly. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private Forms() {}

    static boolean isForm(Incoming request) {
        return TYPES.contains(request.contentType());
    }

    /**
     * Names and texts of a form, the first of each name; files are texts, too.
     *
     * @throws InvalidInput when it is none, is cut off, has more than {@value #FIELDS_MAX} fields, or is no UTF-8
     */
    static Map<String, String> of(Incoming request) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (request.body().length == 0) return fields;
        InterfaceHttpPostRequestDecoder form = null;
        try {
            form = new HttpPostRequestDecoder(
                    new DefaultHttpDataFactory(false), headOf(request), BYTES, FIELDS_MAX, request.body().length);
            if (!form.isMultipart() && request.contentType().equals(PARTS)) throw withoutBoundary();
            form.offer(new DefaultHttpContent(Unpooled.wrappedBuffer(request.body())));
            form.offer(LastHttpContent.EMPTY_LAST_CONTENT);
            while (form.hasNext()) {
                HttpData field = (HttpData) form.next();
                fields.putIfAbsent(read(field.getName().getBytes(BYTES)), read(field.get()));
            }
            throw new InvalidInput("", "the form is cut off: its last boundary is missing");
        } catch (EndOfDataDecoderException whole) {
            return fields;
        } catch (TooManyFormFieldsException e) {
            throw new InvalidInput(
                    "", "the form has more than " + FIELDS_MAX + " fields; send only those of the alert");
        } catch (InvalidInput refused) {
            throw refused;
        } catch (RuntimeException | IOException broken) {
            // The decoder falls over parts that are malformed with whatever comes of it, charsets and indexes too.
            throw new InvalidInput(
                    "",
                    "the body is not a form of the Content-Type that it says; each part needs a Content-Disposition"
                            + " with a name, and a percent sign two hex digits behind it");
        } finally {
            if (form != null) form.destroy();
        }
    }

    private static HttpRequest headOf(Incoming request) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, String.valueOf(request.header("Content-Type")));
        return head;
    }

    private static InvalidInput withoutBoundary() {
        return new InvalidInput("", "the header Content-Type names no boundary between the parts of the form");
    }

    private static String read(byte[] utf8) {
        return Utf8Reader.text(utf8);
    }
}
