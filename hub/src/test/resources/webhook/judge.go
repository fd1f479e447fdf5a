// Verifies webhooks with the library standard-webhooks alone. Argument: a file of secret, id, timestamp, signature, body in base64.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	seen := []string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		parts := strings.Split(line, "\t")
		webhook, err := standardwebhooks.NewWebhook(parts[0])
		if err != nil {
			panic(err)
		}
		body, err := base64.StdEncoding.DecodeString(parts[4])
		if err != nil {
			panic(err)
		}
		headers := http.Header{}
		headers.Set("webhook-id", parts[1])
		headers.Set("webhook-timestamp", parts[2])
		headers.Set("webhook-signature", parts[3])
		if webhook.Verify(body, headers) == nil {
			seen = append(seen, "taken")
		} else {
			seen = append(seen, "refused")
		}
	}
	said, _ := json.Marshal(map[string]any{"seen": seen})
	fmt.Println(string(said))
}
