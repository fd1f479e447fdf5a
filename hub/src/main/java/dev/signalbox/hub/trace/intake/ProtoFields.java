package dev.signalbox.hub.trace.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.List;

/** A count of the fields of a protobuf message and of the messages in it: of what reading would make objects. */
final class ProtoFields {
    /** Messages within each other that are looked into; what is deeper no reader of protobuf takes. */
    private static final int DEPTH_MAX = 100;
    /** A tag and a length: no field is shorter. */
    private static final int FIELD_BYTES_MIN = 2;

    /** A body says not which of them it is. */
    private static final List<Descriptor> REQUESTS =
            List.of(ExportTraceServiceRequest.getDescriptor(), ExportLogsServiceRequest.getDescriptor());

    private final CodedInputStream in;
    private long count;

    private ProtoFields(byte[] body) {
        this.in = CodedInputStream.newInstance(body);
    }

    /**
     * In the body of a request to a door of OTLP, as which it has most; a broken part counts as the worst that fits.
     */
    static long in(byte[] body) {
        long most = 0;
        for (Descriptor request : REQUESTS) most = Math.max(most, new ProtoFields(body).counted(request, body.length));
        return most;
    }

    private long counted(Descriptor request, int bytes) {
        try {
            message(request, 1);
        } catch (IOException broken) {
            count += (bytes - in.getTotalBytesRead()) / FIELD_BYTES_MIN;
        }
        return count;
    }

    private void message(Descriptor type, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            count++;
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == null || !delimited || field.getJavaType() != JavaType.MESSAGE || depth == DEPTH_MAX) {
                if (!in.skipField(tag)) return;
                continue;
            }
            int around = in.pushLimit(in.readRawVarint32());
            message(field.getMessageType(), depth + 1);
            in.popLimit(around);
        }
    }
}
