package dev.signalbox.cli.agent;

/**
 * One thing that was looked at.
 *
 * @param state {@code ok}, {@code none}, {@code warn} or {@code fail}
 * @param where file and line, or what was looked at
 */
record HookFinding(String state, String where, String what) {
    static HookFinding ok(String where, String what) {
        return new HookFinding("ok", where, what);
    }

    static HookFinding warn(String where, String what) {
        return new HookFinding("warn", where, what);
    }

    static HookFinding fail(String where, String what) {
        return new HookFinding("fail", where, what);
    }

    /** What is not there, and need not be. */
    static HookFinding none(String where, String what) {
        return new HookFinding("none", where, what);
    }

    boolean isOk() {
        return !state.equals("warn") && !state.equals("fail");
    }
}
