module gopher

go 1.21
