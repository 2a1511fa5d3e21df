package amazon

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The queue stands in for Amazon SQS: its JSON protocol, signed, with a visibility time-out and at-least-once delivery.
// Source: AWS's documents "Amazon SQS API Reference" and "Making query API requests using the AWS JSON protocol".

const (
	queueRegion = "us-east-1"
	queueOwner  = "123456789012"
	queueName   = "tillbridge-orders"
)

func (f *Face) queueURL() string { return f.base + "/" + queueOwner + "/" + queueName }
func (f *Face) queueARN() string {
	return "arn:aws:sqs:" + queueRegion + ":" + queueOwner + ":" + queueName
}

// message is one in the queue. Each receipt is good until the message is received again.
type message struct {
	ID, Body, Receipt string
	Hidden            time.Time // until then nobody receives it
	Received          int
}

// put appends a message and wakes who waits. The lock has to be held.
func (f *Face) put(body string) {
	f.state.Messages = append(f.state.Messages, &message{ID: f.hex("message")[:36], Body: body})
	close(f.arrived)
	f.arrived = make(chan struct{})
}

// Waiting is how many messages are in the queue, hidden ones included.
func (f *Face) Waiting() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.state.Messages)
}

// queueError is a refusal of SQS.
func queueError(w http.ResponseWriter, status int, kind, message string) {
	raw, err := json.Marshal(map[string]string{"__type": "com.amazonaws.sqs#" + kind, "message": message})
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// queue is the endpoint of SQS.
func (f *Face) queue(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		queueError(w, 400, "InvalidRequest", "The body could not be read.")
		return
	}
	f.mu.Lock()
	keyID, key := f.state.KeyID, f.state.Key
	f.mu.Unlock()
	if kind, why := checkSignature(r, body, keyID, key, f.now()); kind != "" {
		queueError(w, 403, kind, why)
		return
	}
	var ask request
	switch {
	case r.Header.Get("Content-Type") != "application/x-amz-json-1.0" || json.Unmarshal(body, &ask) != nil:
		queueError(w, 400, "SerializationException", "The body is no JSON 1.0.")
	case ask.Queue != f.queueURL():
		queueError(w, 400, "QueueDoesNotExist", "The specified queue does not exist.")
	case r.Header.Get("X-Amz-Target") == "AmazonSQS.ReceiveMessage":
		f.receive(w, r, ask)
	case r.Header.Get("X-Amz-Target") == "AmazonSQS.DeleteMessageBatch":
		f.remove(w, ask)
	default:
		queueError(w, 400, "UnknownOperationException", "")
	}
}

// request has the fields of both calls.
type request struct {
	Queue      string `json:"QueueUrl"`
	Most       *int   `json:"MaxNumberOfMessages"`
	Wait       int    `json:"WaitTimeSeconds"`
	Visibility *int   `json:"VisibilityTimeout"`
	Entries    []struct {
		ID      string `json:"Id"`
		Receipt string `json:"ReceiptHandle"`
	} `json:"Entries"`
}

// receive hands out messages and hides them; without any it waits for one.
func (f *Face) receive(w http.ResponseWriter, r *http.Request, ask request) {
	most := 1
	if ask.Most != nil {
		most = *ask.Most
	}
	if most < 1 || most > 10 || ask.Wait < 0 || ask.Wait > 20 {
		queueError(w, 400, "InvalidParameterValue", "MaxNumberOfMessages or WaitTimeSeconds is out of range.")
		return
	}
	hidden := f.hidden
	if ask.Visibility != nil {
		hidden = time.Duration(*ask.Visibility) * time.Second
	}
	end := time.NewTimer(time.Duration(ask.Wait) * time.Second)
	defer end.Stop()
	for waiting := true; ; {
		rows, arrived := f.visible(most, hidden)
		if len(rows) > 0 || !waiting {
			answer(w, object{"Messages": rows})
			return
		}
		select {
		case <-arrived:
		case <-end.C:
			waiting = false
		case <-r.Context().Done():
			return
		}
	}
}

func answer(w http.ResponseWriter, body object) {
	raw, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, _ = w.Write(raw)
}

// visible takes messages that are not hidden, and gives what tells of new ones.
func (f *Face) visible(most int, hidden time.Duration) ([]object, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, now := []object{}, f.now()
	for _, m := range f.state.Messages {
		if len(rows) == most || now.Before(m.Hidden) {
			continue
		}
		m.Received++
		m.Hidden, m.Receipt = now.Add(hidden), f.hex("receipt")
		sum := md5.Sum([]byte(m.Body))
		rows = append(rows, object{"MessageId": m.ID, "ReceiptHandle": m.Receipt, "MD5OfBody": hex.EncodeToString(sum[:]), "Body": m.Body})
	}
	return rows, f.arrived
}

// remove deletes messages by their receipts, at most ten.
func (f *Face) remove(w http.ResponseWriter, ask request) {
	if n := len(ask.Entries); n < 1 || n > 10 {
		queueError(w, 400, "TooManyEntriesInBatchRequest", fmt.Sprintf("%d entries are not between 1 and 10.", n))
		return
	}
	done, failed := []object{}, []object{}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range ask.Entries {
		if strings.TrimSpace(e.Receipt) == "" {
			failed = append(failed, object{"Id": e.ID, "Code": "ReceiptHandleIsInvalid", "Message": "The receipt handle is invalid.", "SenderFault": true})
			continue
		}
		f.state.Messages = slices.DeleteFunc(f.state.Messages, func(m *message) bool { return m.Receipt == e.Receipt })
		done = append(done, object{"Id": e.ID})
	}
	answer(w, object{"Successful": done, "Failed": failed})
}
