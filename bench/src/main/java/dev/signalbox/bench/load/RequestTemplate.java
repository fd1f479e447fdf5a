package dev.signalbox.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request made once, with places for fresh ids and numbers, so that the generator spends its time on sockets.
 * One thread.
 */
public final class RequestTemplate {
    /** Stands for a fresh id in a body. */
    public static final String ID = "00000000-0000-7000-8000-000000000000";
    /** Stands for the number of the request in a body: twelve digits. */
    public static final String NUMBER = "#00000000000";

    private final byte[] request;
    private final int[] ids;
    private final int[] numbers;
    private final FreshIds fresh;
    private long made;

    private RequestTemplate(byte[] request, int[] ids, int[] numbers, FreshIds fresh) {
        this.request = request;
        this.ids = ids;
        this.numbers = numbers;
        this.fresh = fresh;
    }

    /** A POST with a JSON body. */
    public static RequestTemplate post(Subject subject, String path, String body, FreshIds fresh) {
        return post(subject, path, body.getBytes(StandardCharsets.UTF_8), fresh);
    }

    /** A PUT with a JSON body; the path may have places too. */
    public static RequestTemplate put(Subject subject, String path, String body, FreshIds fresh) {
        return of("PUT", subject, path, body.getBytes(StandardCharsets.UTF_8), fresh);
    }

    static RequestTemplate post(Subject subject, String path, byte[] body, FreshIds fresh) {
        return of("POST", subject, path, body, fresh);
    }

    private static RequestTemplate of(String method, Subject subject, String path, byte[] body, FreshIds fresh) {
        String head = subject.head(method, path) + "Content-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        byte[] bytes = request.toByteArray();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return new RequestTemplate(bytes, places(text, ID), places(text, NUMBER), fresh);
    }

    /** A POST with a JSON body that may be answered with an event stream. */
    public static byte[] streaming(Subject subject, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = subject.head("POST", path) + "Accept: application/json, text/event-stream\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(bytes);
        return request.toByteArray();
    }

    /** A GET of JSON. */
    public static byte[] get(Subject subject, String path) {
        return (subject.head("GET", path) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** A GET that opens an event stream. */
    static byte[] stream(Subject subject, String query, @Nullable String cursor) {
        String head = subject.head("GET", "/v1/events" + query) + "Accept: text/event-stream\r\n";
        if (cursor != null) head += "Last-Event-ID: " + cursor + "\r\n";
        return (head + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The number that the next request will carry. */
    public long nextNumber() {
        return made;
    }

    public byte[] next() {
        byte[] copy = request.clone();
        for (int at : ids) fresh.write(copy, at);
        for (int at : numbers) digits(copy, at + 1, made);
        made++;
        return copy;
    }

    private static void digits(byte[] bytes, int at, long number) {
        long rest = number;
        for (int i = NUMBER.length() - 2; i >= 0; i--) {
            bytes[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static int[] places(String text, String mark) {
        List<Integer> found = new ArrayList<>();
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) found.add(at);
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
