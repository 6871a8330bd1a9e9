package controls

import "github.com/hipaac/hipaac/compiler/template"

var workstationDesktopLock = &Control{
	ID:        "workstation-desktop-lock",
	Title:     "Virtual desktops lock and cannot leak",
	Tier:      Optional,
	Severity:  Low,
	Category:  "access-control",
	Citations: []string{"164.310(b)", "164.310(c)", "164.312(a)(2)(iii)"},
	Types:     []string{"AWS::AppStream::Fleet", "AWS::AppStream::Stack", "AWS::WorkSpacesWeb::UserSettings"},
	Why:       "a session that goes on without its user is open to the next person at the desk, and what can be copied, downloaded or printed leaves every safeguard behind",
	Fix:       "set time-outs for idle and for disconnected sessions, and switch clipboard, download and printing to the local device off; waive this where they are needed",
	Judge: func(c *Case) {
		switch c.Type {
		case "AWS::AppStream::Fleet":
			requireTimeouts(c, "IdleDisconnectTimeoutInSeconds", "DisconnectTimeoutInSeconds")
		case "AWS::AppStream::Stack":
			settings := c.Get("UserSettings")
			for _, action := range []string{"CLIPBOARD_COPY_TO_LOCAL_DEVICE", "FILE_DOWNLOAD", "PRINTING_TO_LOCAL_DEVICE"} {
				off := template.Any(settings.Items(), func(s Value) Answer { return s.Get("Action").Is(action).And(s.Get("Permission").Is("DISABLED")) })
				c.Require(off, settings, "stack %q does not disable %s", c.ID, action)
			}
		default:
			requireTimeouts(c, "IdleDisconnectTimeoutInMinutes", "DisconnectTimeoutInMinutes")
			for _, name := range []string{"CopyAllowed", "DownloadAllowed", "PrintAllowed"} {
				allowed := c.Get(name)
				c.Require(allowed.Is("Disabled"), allowed, "%q has %s for %s, needs \"Disabled\"", c.ID, allowed, name)
			}
		}
	},
	Bad: []Example{`
Resources:
  Desks:
    Type: AWS::AppStream::Fleet
    Properties:
      IdleDisconnectTimeoutInSeconds: 0  # fails
      DisconnectTimeoutInSeconds: 300
  Silent:  # fails
    Type: AWS::AppStream::Stack
  Printing:
    Type: AWS::AppStream::Stack
    Properties:
      UserSettings:  # fails
        - {Action: CLIPBOARD_COPY_TO_LOCAL_DEVICE, Permission: DISABLED}
        - {Action: FILE_DOWNLOAD, Permission: DISABLED}
        - {Action: PRINTING_TO_LOCAL_DEVICE, Permission: ENABLED}
  Browser:  # fails
    Type: AWS::WorkSpacesWeb::UserSettings
    Properties:
      CopyAllowed: Disabled
      DownloadAllowed: Enabled  # fails
      PrintAllowed: Disabled
`},
	Good: []Example{`
Resources:
  Desks: {Type: "AWS::AppStream::Fleet", Properties: {IdleDisconnectTimeoutInSeconds: 600, DisconnectTimeoutInSeconds: 300}}
  Stack:
    Type: AWS::AppStream::Stack
    Properties:
      UserSettings:
        - {Action: CLIPBOARD_COPY_TO_LOCAL_DEVICE, Permission: DISABLED}
        - {Action: FILE_DOWNLOAD, Permission: DISABLED}
        - {Action: PRINTING_TO_LOCAL_DEVICE, Permission: DISABLED}
  Browser:
    Type: AWS::WorkSpacesWeb::UserSettings
    Properties: {CopyAllowed: Disabled, DownloadAllowed: Disabled, PrintAllowed: Disabled, IdleDisconnectTimeoutInMinutes: 10, DisconnectTimeoutInMinutes: 5}
`},
}

// requireTimeouts asks that each of the properties is a time. Left out, and at 0, a session without its user goes on.
func requireTimeouts(c *Case, names ...string) {
	for _, name := range names {
		timeout := c.Get(name)
		c.Require(timeout.Has().And(timeout.AtLeast(1)), timeout, "%q has %s for %s, needs a time", c.ID, timeout, name)
	}
}
