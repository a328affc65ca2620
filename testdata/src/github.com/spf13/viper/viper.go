// Package viper is a small stand-in for github.com/spf13/viper: a registry of
// settings without any lock.
package viper

import (
	"fmt"
	"strings"
)

// Viper is a registry of settings.
type Viper struct {
	override map[string]any
	defaults map[string]any
}

var v = New()

// New returns an empty registry.
func New() *Viper {
	return &Viper{override: map[string]any{}, defaults: map[string]any{}}
}

// GetViper returns the global registry.
func GetViper() *Viper { return v }

// Set sets key in the global registry.
func Set(key string, value any) { v.Set(key, value) }

// Set sets key.
func (v *Viper) Set(key string, value any) { v.override[strings.ToLower(key)] = value }

// SetDefault sets the default of key in the global registry.
func SetDefault(key string, value any) { v.SetDefault(key, value) }

// SetDefault sets the default of key.
func (v *Viper) SetDefault(key string, value any) { v.defaults[strings.ToLower(key)] = value }

// Get returns key from the global registry.
func Get(key string) any { return v.Get(key) }

// Get returns key.
func (v *Viper) Get(key string) any {
	key = strings.ToLower(key)
	if val, ok := v.override[key]; ok {
		return val
	}
	return v.defaults[key]
}

// GetString returns key from the global registry as a string.
func GetString(key string) string { return v.GetString(key) }

// GetString returns key as a string.
func (v *Viper) GetString(key string) string {
	if val := v.Get(key); val != nil {
		return fmt.Sprint(val)
	}
	return ""
}
