import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Verifies webhooks with the library standardwebhooks alone. Argument: a file of secret, id, timestamp, signature, body in base64. */
public final class Judge {
    public static void main(String[] arguments) throws Exception {
        List<String> seen = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] parts = line.split("\t");
            HttpHeaders headers = HttpHeaders.of(
                    Map.of(
                            "webhook-id", List.of(parts[1]),
                            "webhook-timestamp", List.of(parts[2]),
                            "webhook-signature", List.of(parts[3])),
                    (name, value) -> true);
            String body = new String(Base64.getDecoder().decode(parts[4]), StandardCharsets.UTF_8);
            try {
                new Webhook(parts[0]).verify(body, headers);
                seen.add("\"taken\"");
            } catch (WebhookVerificationException refused) {
                seen.add("\"refused\"");
            }
        }
        System.out.println("{\"seen\":[" + String.join(",", seen) + "]}");
    }
}
