package main

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

type message struct {
	kind    int
	content []byte
}

type client struct {
	room       *hub
	connection *websocket.Conn
	send       chan message
}

type hub struct {
	clients    map[*client]bool
	broadcast  chan message
	register   chan *client
	unregister chan *client
}

func newHub() *hub {
	return &hub{
		clients:    make(map[*client]bool),
		broadcast:  make(chan message),
		register:   make(chan *client),
		unregister: make(chan *client),
	}
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.register:
			h.clients[c] = true
		case c := <-h.unregister:
			h.drop(c)
		case m := <-h.broadcast:
			for c := range h.clients {
				select {
				case c.send <- m:
				default:
					h.drop(c)
				}
			}
		}
	}
}

func (h *hub) drop(c *client) {
	if h.clients[c] {
		delete(h.clients, c)
		close(c.send)
	}
}

func serve(room *hub, w http.ResponseWriter, r *http.Request) {
	connection := upgrade(w, r)
	if connection == nil {
		return
	}
	c := &client{room: room, connection: connection, send: make(chan message, sendQueue)}
	room.register <- c
	go c.write()
	go c.read()
}

func (c *client) read() {
	defer func() {
		c.room.unregister <- c
		c.connection.Close()
	}()
	for {
		kind, content, err := c.connection.ReadMessage()
		if err != nil {
			return
		}
		c.room.broadcast <- message{kind, content}
	}
}

func (c *client) write() {
	ticker := time.NewTicker(*pingPeriod)
	defer func() {
		ticker.Stop()
		c.connection.Close()
	}()
	for {
		select {
		case m, ok := <-c.send:
			c.connection.SetWriteDeadline(time.Now().Add(writeWait))
			if !ok {
				c.connection.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if c.connection.WriteMessage(m.kind, m.content) != nil {
				return
			}
		case <-ticker.C:
			c.connection.SetWriteDeadline(time.Now().Add(writeWait))
			if c.connection.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}
