import dev.signalbox.cli.SignalboxCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what a release has beside the jar, from the commands themselves: completion for bash, and the man pages as
 * AsciiDoc. Run as a source file by the release profile: {@code java ReleasePages.java FOLDER VERSION}.
 */
final class ReleasePages {
    private ReleasePages() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        writeCompletion(Files.createDirectories(folder.resolve("completion")).resolve("signalbox.bash"));
        CommandLine signalbox = new SignalboxCli().commandLine();
        isOf(signalbox, "signalbox " + arguments[1]);
        Path pages = Files.createDirectories(folder.resolve("adoc"));
        int failures = ManPageGenerator.generateManPage(
                pages.toFile(), null, new boolean[0], false, signalbox.getCommandSpec());
        if (failures != 0) throw new IOException("the man pages could not be written to " + pages);
    }

    private static void writeCompletion(Path file) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        Process command = new ProcessBuilder(java, "-cp", classes, SignalboxCli.class.getName(), "generate-completion")
                .redirectOutput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (command.waitFor() != 0) throw new IOException("the completion could not be written to " + file);
    }

    /** The provider would tell the Java that runs this, too. */
    private static void isOf(CommandLine command, String version) {
        command.getCommandSpec().versionProvider(null).version(version);
        command.getSubcommands().values().forEach(each -> isOf(each, version));
    }
}
