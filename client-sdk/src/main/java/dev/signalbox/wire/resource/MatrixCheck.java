package dev.signalbox.wire.resource;

import java.util.List;

/**
 * What a {@code signalbox.yaml} would do: the answer of {@code POST /v1/ownership/check}.
 *
 * @param changes what it changes, in words; none when it is in force already
 * @param orphans the reasons for which it would be refused, each with what to do first
 */
public record MatrixCheck(List<String> changes, List<String> orphans) {
    public MatrixCheck {
        changes = List.copyOf(changes);
        orphans = List.copyOf(orphans);
    }
}
