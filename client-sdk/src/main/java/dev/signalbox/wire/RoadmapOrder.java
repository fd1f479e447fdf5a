package dev.signalbox.wire;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Places on the roadmap as texts of digits that are compared character by character. Between any two there is another,
 * so a move gives one item a new order and touches no other. The last digits come from the item's id: two items that
 * are moved to one place at the same moment get different orders, and everybody reads them in the same sequence.
 *
 * <p>Digits only, because they sort alike under every collation of every database.
 */
public final class RoadmapOrder {
    /** The digits before the imaginary point; items put at an end count up or down here, so that orders stay short. */
    private static final int WHOLE_DIGITS = 10;

    private static final long MIDDLE = 5_000_000_000L;
    private static final long WHOLE_MAX = 9_999_999_999L;
    private static final int TIE_DIGITS = 8;
    /** A last zero is refused: between {@code 1} and {@code 10} there would be no place. */
    private static final Pattern ORDER = Pattern.compile("\\d{" + WHOLE_DIGITS + "}\\d*[1-9]");

    private RoadmapOrder() {}

    /** Whether the text is an order; at most {@link Limits#ROADMAP_ORDER_CHARS_MAX} characters. */
    public static boolean isOrder(String text) {
        return text.length() <= Limits.ROADMAP_ORDER_CHARS_MAX
                && ORDER.matcher(text).matches();
    }

    /**
     * An order between two others.
     *
     * @param low the order before it; null at the top
     * @param high the order behind it, greater than {@code low}; null at the bottom
     * @param id of the item that goes there
     * @return may be longer than is allowed when thousands were put into one gap: see {@link #isOrder}
     */
    public static String between(@Nullable String low, @Nullable String high, String id) {
        if (low != null && high != null && low.compareTo(high) >= 0) {
            throw new IllegalArgumentException(low + " is not before " + high);
        }
        String place = place(low, high);
        return place + "0".repeat(Math.max(0, WHOLE_DIGITS - place.length())) + tie(id);
    }

    private static String place(@Nullable String low, @Nullable String high) {
        if (low == null && high == null) return whole(MIDDLE);
        if (low == null) {
            long first = wholeOf(high);
            return first > 0 ? whole(first - 1) : between("", high);
        }
        long last = wholeOf(low);
        return high == null && last < WHOLE_MAX ? whole(last + 1) : between(low, high);
    }

    /** The shortest digits that are above {@code low} and below {@code high}, whatever digits follow them. */
    private static String between(String low, @Nullable String high) {
        StringBuilder digits = new StringBuilder();
        String ceiling = high;
        for (int i = 0; ; i++) {
            int above = i < low.length() ? low.charAt(i) - '0' : 0;
            int below = ceiling == null ? 10 : ceiling.charAt(i) - '0';
            if (below - above > 1) return digits.append((above + below) / 2).toString();
            digits.append(above);
            if (below > above) ceiling = null;
        }
    }

    private static long wholeOf(@Nullable String order) {
        return order == null ? 0 : Long.parseLong(order.substring(0, WHOLE_DIGITS));
    }

    private static String whole(long number) {
        String digits = Long.toString(number);
        return "0".repeat(WHOLE_DIGITS - digits.length()) + digits;
    }

    private static String tie(String id) {
        byte[] digest = Ids.sha256(id.getBytes(StandardCharsets.UTF_8));
        StringBuilder digits = new StringBuilder(TIE_DIGITS);
        for (int i = 0; i < TIE_DIGITS; i++) digits.append(1 + (digest[i] & 0xFF) % 9);
        return digits.toString();
    }
}
