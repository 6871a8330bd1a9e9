package auth

import (
	"fmt"
	"strings"

	"github.com/awslabs/goformation/v7/cloudformation/cognito"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

func invitation(m *schema.Invitation) *cognito.UserPool_InviteMessageTemplate {
	if m == nil {
		return nil
	}
	return &cognito.UserPool_InviteMessageTemplate{EmailSubject: &m.Subject, EmailMessage: &m.Body}
}

// verification asks with a code and never with a link: whoever opens a link in a mail that was meant for another has proven nothing.
func verification(m *schema.Verification) *cognito.UserPool_VerificationMessageTemplate {
	t := &cognito.UserPool_VerificationMessageTemplate{DefaultEmailOption: ptr("CONFIRM_WITH_CODE")}
	if m != nil {
		t.EmailSubject, t.EmailMessage = &m.Subject, &m.Body
	}
	return t
}

func (a *auth) email() *cognito.UserPool_EmailConfiguration {
	m := a.cfg.Mail
	if m == nil {
		return &cognito.UserPool_EmailConfiguration{EmailSendingAccount: ptr("COGNITO_DEFAULT")}
	}
	e := &cognito.UserPool_EmailConfiguration{EmailSendingAccount: ptr("DEVELOPER"), SourceArn: &m.Identity, From: &m.From}
	if m.ReplyTo != "" {
		e.ReplyToEmailAddress = &m.ReplyTo
	}
	return e
}

// checkMail refuses an identity that cannot send, and warns where nobody would get their mail in the end.
func (a *auth) checkMail() {
	m := a.cfg.Mail
	if m == nil {
		if a.Env.Production() {
			a.Refuse(blueprints.Refusal{
				ID: "mail-for-trials", Path: "", Warn: true,
				Message: fmt.Sprintf("stack %q sends its mail through Cognito, 50 messages a day at most: invitations and codes beyond that do not arrive", a.Key),
				Hint:    "set mail to an identity of Amazon SES",
			})
		}
		return
	}
	guard.CheckPartition(a.Stack, "mail.identity", "identity", m.Identity)
	identity := strings.TrimPrefix(guard.ParseArn(m.Identity).Resource, "identity/")
	_, domain, _ := strings.Cut(m.From, "@")
	whole := strings.EqualFold(m.From, identity)
	below := strings.EqualFold(domain, identity) || strings.HasSuffix(strings.ToLower(domain), "."+strings.ToLower(identity))
	if !whole && !below {
		a.Refuse(blueprints.Refusal{
			ID: "sender-not-verified", Path: "mail.from",
			Message: fmt.Sprintf("mail comes from %q, which the identity %q does not prove to be yours", m.From, identity),
			Hint:    "use an address of " + identity + ", or name the identity of " + domain,
		})
	}
}

// textMessages lets Cognito send text messages, and nothing but text messages: SNS knows no resource for a telephone number, so the
// right is for all of them, and topics are taken out again.
func (a *auth) textMessages() *cognito.UserPool_SmsConfiguration {
	id := a.PhysicalName(a.Key)
	role := guard.ServiceRole(a.Stack, guard.Role{ID: "TextMessageRole", Service: "cognito-idp", ExternalID: id, From: "sms"},
		guard.Statement{Sid: "SendTextMessages", Effect: "Allow", Action: []string{"sns:Publish"}, Resource: []string{"*"}},
		guard.Statement{Sid: "NotToTopics", Effect: "Deny", Action: []string{"sns:Publish"}, Resource: []string{"arn:" + blueprints.Partition + ":sns:*:*:*"}},
	)
	return &cognito.UserPool_SmsConfiguration{SnsCallerArn: ptr(role.Arn()), ExternalId: &id, SnsRegion: &a.offer.texts}
}
