// The hub of the chat example of gorilla/websocket, for comparison: one goroutine with the list of clients, two goroutines
// per client, and buffered channels between them. Messages are not joined (the example joins queued messages into one, which
// a client could not separate). /echo returns messages; every other path is the room.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait = 10 * time.Second
	sendQueue = 256
)

var pingPeriod = flag.Duration("ping", 25*time.Second, "between pings")
var maxMessage = flag.Int64("max-message", 64*1024, "bytes of a message")

var upgrader = websocket.Upgrader{
	ReadBufferSize:  1024,
	WriteBufferSize: 1024,
	CheckOrigin:     func(*http.Request) bool { return true },
}

func upgrade(w http.ResponseWriter, r *http.Request) *websocket.Conn {
	connection, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil
	}
	connection.SetReadLimit(*maxMessage)
	pongWait := *pingPeriod + 10*time.Second
	connection.SetReadDeadline(time.Now().Add(pongWait))
	connection.SetPongHandler(func(string) error {
		return connection.SetReadDeadline(time.Now().Add(pongWait))
	})
	return connection
}

func echo(w http.ResponseWriter, r *http.Request) {
	connection := upgrade(w, r)
	if connection == nil {
		return
	}
	defer connection.Close()
	for {
		kind, message, err := connection.ReadMessage()
		if err != nil || connection.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func main() {
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	room := newHub()
	go room.run()
	http.HandleFunc("/echo", echo)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { serve(room, w, r) })
	fmt.Printf("listening on ws://%s/\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
