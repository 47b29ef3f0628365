// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptlint.h"

#include "base/enumtable.h"
#include "prompt/semver.h"
#include "prompt/template.h"
#include "prompt/tokens.h"
#include "prompt/tr.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static constexpr std::array lintSeverityNames{
    EnumName{LintSeverity::Info, "info"_L1},
    EnumName{LintSeverity::Warning, "warning"_L1},
    EnumName{LintSeverity::Error, "error"_L1},
};
static_assert(isWholeTable(lintSeverityNames));

QString severityName(LintSeverity severity) { return nameIn(lintSeverityNames, severity); }

namespace {

// What a text may hold, from one cheap look at all of its characters: only then are the expressions tried, which are
// many times more expensive.
enum Sign : quint32 {
    Braces = 1U << 0,   // {{ of a variable
    RoleSign = 1U << 1, // {{role, "system:"
    Logic = 1U << 2,    // {{#if, {{>, {%
    PrivateKey = 1U << 3,
    Dashed = 1U << 4, // sk-, xoxb-
    CloudKey = 1U << 5,
    Underscored = 1U << 6, // ghp_, github_pat_
    Aiza = 1U << 7,
    Token = 1U << 8,
    Url = 1U << 9,
    Assigned = 1U << 10, // "password:", "api_key ="
};

// Looks at what stands around single characters.
class SignReader final
{
public:
    explicit SignReader(QStringView text)
        : m_text(text)
    {
    }

    quint32 read()
    {
        quint32 signs = 0;
        for (qsizetype i = 1; i < m_text.size(); ++i) {
            const char16_t c = m_text[i].unicode();
            if (c < Telling.size() && Telling[c])
                signs |= signAt(i);
        }
        return signs;
    }

private:
    // The characters that signAt() knows: among many thousand others, they are looked up.
    static constexpr std::array<bool, 128> Telling = [] {
        std::array<bool, 128> notifying{};
        for (const char c : {'{', '%', '-', 'A', '_', 'z', 'J', '/', '=', ':'})
            notifying[static_cast<unsigned char>(c)] = true;
        return notifying;
    }();

    [[nodiscard]] char16_t at(qsizetype i) const
    {
        return i >= 0 && i < m_text.size() ? m_text[i].unicode() : char16_t(0);
    }

    [[nodiscard]] quint32 signAt(qsizetype i) const
    {
        const char16_t before = at(i - 1);
        switch (m_text[i].unicode()) {
        case u'{':
            return before == u'{' ? braces(i + 1) : 0U;
        case u'%':
            return before == u'{' ? quint32(Logic) : 0U;
        case u'-':
            return (before == u'-' ? quint32(PrivateKey) : 0U)
                 | ((before == u'k' && at(i - 2) == u's') || (at(i - 2) == u'x' && at(i - 3) == u'o') ? quint32(Dashed)
                                                                                                      : 0U);
        case u'A':
            return before == u'I' ? quint32(CloudKey) : 0U;
        case u'_':
            return (at(i - 2) == u'h' && at(i - 3) == u'g') || (before == u't' && at(i - 2) == u'a')
                     ? quint32(Underscored)
                     : 0U;
        case u'z':
            return before == u'I' ? quint32(Aiza) : 0U;
        case u'J':
            return before == u'y' ? quint32(Token) : 0U;
        case u'/':
            return before == u'/' && at(i - 2) == u':' ? quint32(Url) : 0U;
        case u'=':
        case u':':
            return assignment(i);
        default:
            return 0;
        }
    }

    [[nodiscard]] quint32 braces(qsizetype i) const
    {
        while (m_text.size() > i && m_text[i].isSpace())
            ++i;
        const char16_t next = at(i);
        if (next == u'#' || next == u'/' || next == u'^' || next == u'>' || next == u'!')
            return Logic;
        return next == u'r' || next == u'R' ? Braces | RoleSign : quint32(Braces);
    }

    // Of "system:" and "assistant:", and of what ends like password or key.
    [[nodiscard]] quint32 assignment(qsizetype i) const
    {
        const QStringView before = m_text.left(i);
        quint32 signs = 0;
        if (before.endsWith("system"_L1, Qt::CaseInsensitive) || before.endsWith("assistant"_L1, Qt::CaseInsensitive))
            signs |= RoleSign;
        while (i > 0 && m_text[i - 1].isSpace())
            --i;
        const QChar last = i > 0 ? m_text[i - 1].toLower() : QChar();
        if (last == u'd' || last == u'y')
            signs |= Assigned;
        return signs;
    }

    QStringView m_text;
};

struct SecretShape
{
    quint32 sign;
    QRegularExpression pattern;
    const char *what;
};

const std::vector<SecretShape> &secretShapes()
{
    static const std::vector<SecretShape> shapes{
        {PrivateKey, QRegularExpression(u"-----BEGIN [A-Z ]*PRIVATE KEY-----"_s),
         QT_TRANSLATE_NOOP("Prompt", "a private key")},
        {Dashed, QRegularExpression(u"\\bsk-[A-Za-z0-9_-]{20,}"_s), QT_TRANSLATE_NOOP("Prompt", "an API key")},
        {CloudKey, QRegularExpression(u"\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"_s),
         QT_TRANSLATE_NOOP("Prompt", "a cloud access key")},
        {Underscored, QRegularExpression(u"\\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"_s),
         QT_TRANSLATE_NOOP("Prompt", "an access token")},
        {Dashed, QRegularExpression(u"\\bxox[abprs]-[A-Za-z0-9-]{10,}"_s),
         QT_TRANSLATE_NOOP("Prompt", "an access token")},
        {Aiza, QRegularExpression(u"\\bAIza[A-Za-z0-9_-]{35}"_s), QT_TRANSLATE_NOOP("Prompt", "an API key")},
        {Token, QRegularExpression(u"\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"_s),
         QT_TRANSLATE_NOOP("Prompt", "a signed token")},
        {Url, QRegularExpression(u"\\b[a-z][a-z0-9+.-]*://[^\\s:/@{}]+:[^\\s/@{}]+@[^\\s/]+"_s),
         QT_TRANSLATE_NOOP("Prompt", "a URL with a password")},
        {Assigned,
         QRegularExpression(
             u"\\b(?:password|passwd|api[_-]?key|secret[_-]?key)\\s*[=:]\\s*[\"']?(?!\\{\\{)[A-Za-z0-9!@#$%^&*_+/-]{8,}"_s,
             QRegularExpression::CaseInsensitiveOption),
         QT_TRANSLATE_NOOP("Prompt", "a password")},
    };
    return shapes;
}

// Looks at one prompt.
class Linter final
{
public:
    Linter(const Prompt &prompt, const LintLimits &limits, std::vector<LintFinding> &findings)
        : m_prompt(prompt)
        , m_limits(limits)
        , m_findings(findings)
    {
    }

    void run()
    {
        const Result<QJsonObject> metadata = metadataOf(m_prompt);
        heads(metadata);
        for (const auto &[field, text] : texts()) {
            const quint32 signs = SignReader(*text).read();
            secrets(field, *text, signs);
            shape(field, *text, signs);
            m_braces = m_braces || (signs & Braces) != 0;
        }
        if (metadata)
            variables(*metadata);
        length();
    }

private:
    [[nodiscard]] std::vector<std::pair<QString, const QString *>> texts() const
    {
        return {{u"systemPrompt"_s, &m_prompt.systemPrompt}, {u"userPrompt"_s, &m_prompt.userPrompt}};
    }

    void note(
        const QString &rule, LintSeverity severity, const QString &field, const QString &message, const QString &fix,
        qsizetype offset = 0, qsizetype size = 0)
    {
        m_findings.push_back({rule, severity, m_prompt.promptId, field, offset, size, message, fix});
    }

    void heads(const Result<QJsonObject> &metadata)
    {
        if (QStringView(m_prompt.systemPrompt).trimmed().isEmpty())
            note(
                u"empty-text"_s, LintSeverity::Error, u"systemPrompt"_s, tr("The system prompt is empty"),
                tr("Add one."));
        if (QStringView(m_prompt.userPrompt).trimmed().isEmpty())
            note(
                u"empty-text"_s, LintSeverity::Warning, u"userPrompt"_s, tr("The user message template is empty"),
                tr("Add at least a variable for the user's input."));
        if (!parseSemVer(m_prompt.version))
            note(
                u"bad-version"_s, LintSeverity::Error, u"version"_s,
                tr("%1 is not a semantic version, so it cannot be ordered").arg(m_prompt.version),
                tr("Use three numbers, as 1.2.0."));
        if (m_prompt.model.trimmed().isEmpty())
            note(u"no-model"_s, LintSeverity::Warning, u"model"_s, tr("No model is set"), tr("Set one."));
        if (!metadata)
            note(
                u"bad-metadata"_s, LintSeverity::Error, u"metadata"_s, metadata.error().message,
                tr("Write a JSON object."));
    }

    void secrets(const QString &field, const QString &text, quint32 signs)
    {
        for (const SecretShape &shape : secretShapes()) {
            if ((signs & shape.sign) == 0)
                continue;
            for (auto matches = shape.pattern.globalMatch(text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                note(
                    u"secret"_s, LintSeverity::Error, field, tr("This looks like %1").arg(tr(shape.what)),
                    tr("Remove it, and rotate it where it is used: whoever saw the prompt knows it."),
                    match.capturedStart(), match.capturedLength());
            }
        }
    }

    void shape(const QString &field, const QString &text, quint32 signs)
    {
        static const QRegularExpression role(
            u"\\{\\{\\s*role\\s[^}]*\\}\\}|^(?:system|assistant):[ \\t]*$"_s,
            QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
        for (auto matches = role.globalMatch((signs & RoleSign) != 0 ? text : QString()); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            note(
                u"role-order"_s, LintSeverity::Warning, field,
                tr("There is a role marker inside the text; other programs would begin another message here"),
                tr("The system message comes first and the user message second, each in its own field."),
                match.capturedStart(), match.capturedLength());
        }
        static const QRegularExpression logic(u"\\{\\{[#/^>!][^}]*\\}\\}|\\{%[^%]*%\\}"_s);
        for (auto matches = logic.globalMatch((signs & Logic) != 0 ? text : QString()); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            note(
                u"template-logic"_s, LintSeverity::Warning, field,
                tr("Conditions, loops and partials are not evaluated: the model would see this as it is"),
                tr("Use plain {{variables}}."), match.capturedStart(), match.capturedLength());
        }
    }

    void variables(const QJsonObject &metadata)
    {
        const QJsonValue schema = metadata["input"_L1]["schema"_L1];
        if (!schema.isObject())
            return;
        // Picoschema: "name?" is optional, "name(object)" has a kind.
        QStringList declared;
        for (const QString &name : schema.toObject().keys())
            declared << name.section(u'(', 0, 0).remove(u'?');
        QStringList used;
        for (const auto &[field, text] : texts())
            for (const TemplatePart &part : m_braces ? templateParts(*text) : std::vector<TemplatePart>()) {
                const QString root = part.name.section(u'.', 0, 0);
                if (!used.contains(root) && !declared.contains(root))
                    note(
                        u"undeclared-variable"_s, LintSeverity::Error, field,
                        tr("The variable %1 is used but not declared").arg(part.name),
                        tr("Declare it under input.schema, or correct its name."), part.offset, part.length);
                used << root;
            }
        for (const QString &name : declared)
            if (!used.contains(name))
                note(
                    u"unused-variable"_s, LintSeverity::Warning, u"metadata"_s,
                    tr("The variable %1 is declared but not used").arg(name), tr("Use it, or remove it."));
    }

    void length()
    {
        // A character is at most one token, and estimates reach up to 1.3 of it.
        const qint64 characters = m_prompt.systemPrompt.size() + m_prompt.userPrompt.size() + 1;
        if (characters * 13 / 10 + 1 <= m_limits.windowTokens / 2)
            return;
        const TokenEstimate estimate = estimateTokens(QString(m_prompt.systemPrompt + u'\n' + m_prompt.userPrompt));
        if (estimate.low > m_limits.windowTokens)
            note(
                u"too-long"_s, LintSeverity::Error, u"systemPrompt"_s,
                tr("The texts alone have at least %1 tokens, and the model's limit is %2")
                    .arg(estimate.low)
                    .arg(m_limits.windowTokens),
                tr("Shorten it."));
        else if (estimate.high > m_limits.windowTokens / 2)
            note(
                u"long"_s, LintSeverity::Warning, u"systemPrompt"_s,
                tr("The texts may take %1 tokens, more than half of the model's limit of %2")
                    .arg(estimate.high)
                    .arg(m_limits.windowTokens),
                tr("Shorten it, or make sure that the user's input fits."));
    }

    const Prompt &m_prompt;
    const LintLimits &m_limits;
    std::vector<LintFinding> &m_findings;
    bool m_braces = false; // in one of the texts
};

} // namespace

std::vector<LintFinding> lintPrompt(const Prompt &prompt, const LintLimits &limits)
{
    std::vector<LintFinding> findings;
    Linter(prompt, limits, findings).run();
    return findings;
}

} // namespace howdah::prompt
