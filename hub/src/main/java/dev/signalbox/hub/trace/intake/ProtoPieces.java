package dev.signalbox.hub.trace.intake;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The messages inside of a protobuf message that cannot be read as a whole. */
final class ProtoPieces {
    private final List<Integer> numbers = new ArrayList<>();
    private final List<ByteString> messages = new ArrayList<>();
    private boolean broken;

    private ProtoPieces() {}

    /** As many as there are before the message breaks off. */
    static ProtoPieces of(ByteString message) {
        ProtoPieces pieces = new ProtoPieces();
        CodedInputStream in = message.newCodedInput();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    pieces.messages.add(in.readBytes());
                    pieces.numbers.add(WireFormat.getTagFieldNumber(tag));
                } else if (!in.skipField(tag)) {
                    break;
                }
            }
        } catch (IOException e) {
            pieces.broken = true;
        }
        return pieces;
    }

    /** Those of one field, in their order. */
    List<ByteString> messages(int field) {
        List<ByteString> found = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) if (numbers.get(i) == field) found.add(messages.get(i));
        return found;
    }

    /** Whether it broke off before its end. */
    boolean isBroken() {
        return broken;
    }
}
