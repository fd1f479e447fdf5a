package dev.signalbox.hub;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Handle;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Label;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of {@code onSuccess}, {@code onComplete} and {@code onFailure} of a future whose value, or whose future, is
 * used for more than further such calls behind them, read from the code of a class. The compiler ends a call whose
 * value nobody uses by a {@code pop}; what may stand between the two are the arguments of further listeners, which are
 * variables, fields and lambdas.
 */
final class UsedListeners extends ClassVisitor {
    private static final Set<String> LISTENERS = Set.of("onSuccess", "onComplete", "onFailure");
    /** What is asked of a future itself, and of no step behind it. */
    private static final Set<String> STATES = Set.of("isComplete", "succeeded", "failed", "result", "cause");

    private static final Set<String> FUTURES = Set.of("io.vertx.core.Future", "io.vertx.core.CompositeFuture");

    private final List<String> found = new ArrayList<>();
    private String source = "";

    private UsedListeners() {
        super(Opcodes.ASM9);
    }

    /** Those of a class, each as {@code File.java:line}. */
    static List<String> of(JavaClass type) {
        UsedListeners reader = new UsedListeners();
        try (InputStream code = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            new ClassReader(code).accept(reader, ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.found;
    }

    @Override
    public void visitSource(String file, @Nullable String debug) {
        source = file;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new InMethod();
    }

    private static boolean isListener(String name, String descriptor) {
        return LISTENERS.contains(name)
                && FUTURES.contains(Type.getReturnType(descriptor).getClassName());
    }

    /**
     * Follows the value of a listener from its call to where it is dropped or used, and a variable that a statement of
     * its own listened to through the statements behind that; a lambda that holds it is not looked into.
     */
    private final class InMethod extends MethodVisitor {
        /** What {@link #receiver} is before the first word of a statement, and when that is no variable. */
        private static final int BEGINS = -1;

        private static final int NO_VARIABLE = -2;

        /** By variable, the line at which the future in it was listened to. */
        private final Map<Integer, Integer> heard = new HashMap<>();

        private int line;
        /** Line of the listener whose value lies on the stack; 0 when none does. */
        private int called;
        /** The same for a variable that was listened to before. */
        private int loaded;
        /** The variable whose method the statement calls first. */
        private int receiver = BEGINS;

        private int lastVariable = BEGINS;
        /**
         * Whether the next {@code pop} drops what the check of a method reference gave, and not the listener's value.
         */
        private boolean checked;

        InMethod() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            if (opcode == Opcodes.ALOAD) {
                if (receiver == BEGINS) receiver = variable;
                lastVariable = variable;
                loaded = heard.getOrDefault(variable, loaded);
            } else if (opcode >= Opcodes.ISTORE) {
                if (opcode == Opcodes.ASTORE) used();
                heard.remove(variable);
                receiver = BEGINS;
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (isListener(name, descriptor)) {
                called = line;
                loaded = 0;
                if (receiver >= 0) heard.putIfAbsent(receiver, line);
            } else if (name.equals("requireNonNull")) {
                checked = true;
            } else {
                if (STATES.contains(name)) loaded = 0;
                used();
                receiver = descriptor.endsWith(")V") ? BEGINS : NO_VARIABLE;
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle maker, Object... arguments) {
            for (Object each : arguments) {
                if (each instanceof Handle method && isListener(method.getName(), method.getDesc())) tell(line);
            }
            for (Type held : Type.getArgumentTypes(descriptor)) if (FUTURES.contains(held.getClassName())) loaded = 0;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.POP && checked) {
                checked = false;
            } else if (opcode == Opcodes.POP) {
                called = 0;
                receiver = BEGINS;
            } else if (opcode == Opcodes.AASTORE) {
                used();
            } else if ((opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) || opcode == Opcodes.ATHROW) {
                used();
                heard.clear();
                receiver = BEGINS;
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC) {
                used();
                receiver = BEGINS;
            } else if (receiver == BEGINS || receiver == lastVariable) {
                receiver = NO_VARIABLE;
            }
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            used();
            receiver = BEGINS;
        }

        private void used() {
            if (called > 0) tell(called);
            else if (loaded > 0) tell(loaded);
            called = 0;
            loaded = 0;
        }

        private void tell(int number) {
            found.add(source + ":" + number);
        }
    }
}
