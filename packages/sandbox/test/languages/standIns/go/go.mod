module github.com/iamport/go-iamport

go 1.18
