// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptlint.h"

#include "prompt/semver.h"
#include "prompt/template.h"
#include "prompt/tokens.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static QString tr(const char *text) { return QCoreApplication::translate("Prompt", text); }

QString severityName(LintSeverity severity)
{
    switch (severity) {
    case LintSeverity::Info:
        return u"info"_s;
    case LintSeverity::Warning:
        return u"warning"_s;
    case LintSeverity::Error:
        break;
    }
    return u"error"_s;
}

namespace {

struct SecretShape
{
    QRegularExpression pattern;
    const char *what;
};

const std::vector<SecretShape> &secretShapes()
{
    static const std::vector<SecretShape> shapes{
        {QRegularExpression(u"-----BEGIN [A-Z ]*PRIVATE KEY-----"_s), QT_TRANSLATE_NOOP("Prompt", "a private key")},
        {QRegularExpression(u"\\bsk-[A-Za-z0-9_-]{20,}"_s), QT_TRANSLATE_NOOP("Prompt", "an API key")},
        {QRegularExpression(u"\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"_s), QT_TRANSLATE_NOOP("Prompt", "a cloud access key")},
        {QRegularExpression(u"\\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"_s),
         QT_TRANSLATE_NOOP("Prompt", "an access token")},
        {QRegularExpression(u"\\bxox[abprs]-[A-Za-z0-9-]{10,}"_s), QT_TRANSLATE_NOOP("Prompt", "an access token")},
        {QRegularExpression(u"\\bAIza[A-Za-z0-9_-]{35}"_s), QT_TRANSLATE_NOOP("Prompt", "an API key")},
        {QRegularExpression(u"\\beyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"_s),
         QT_TRANSLATE_NOOP("Prompt", "a signed token")},
        {QRegularExpression(u"\\b[a-z][a-z0-9+.-]*://[^\\s:/@{}]+:[^\\s/@{}]+@[^\\s/]+"_s),
         QT_TRANSLATE_NOOP("Prompt", "a URL with a password")},
        {QRegularExpression(
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
        heads();
        for (const auto &[field, text] : texts()) {
            secrets(field, *text);
            shape(field, *text);
        }
        variables();
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

    void heads()
    {
        if (m_prompt.systemPrompt.trimmed().isEmpty())
            note(
                u"empty-text"_s, LintSeverity::Error, u"systemPrompt"_s, tr("The system prompt is empty"),
                tr("Write one."));
        if (m_prompt.userPrompt.trimmed().isEmpty())
            note(
                u"empty-text"_s, LintSeverity::Warning, u"userPrompt"_s, tr("The template of the user's turn is empty"),
                tr("Write at least a variable for what the user says."));
        if (!parseSemVer(m_prompt.version))
            note(
                u"bad-version"_s, LintSeverity::Error, u"version"_s,
                tr("%1 is not a semantic version, so it cannot be put in order").arg(m_prompt.version),
                tr("Use three numbers, as 1.2.0."));
        if (m_prompt.model.trimmed().isEmpty())
            note(u"no-model"_s, LintSeverity::Warning, u"model"_s, tr("No model is named"), tr("Name one."));
        if (const auto metadata = metadataOf(m_prompt); !metadata)
            note(
                u"bad-metadata"_s, LintSeverity::Error, u"metadata"_s, metadata.error().message,
                tr("Write a JSON object."));
    }

    void secrets(const QString &field, const QString &text)
    {
        for (const SecretShape &shape : secretShapes())
            for (auto matches = shape.pattern.globalMatch(text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                note(
                    u"secret"_s, LintSeverity::Error, field, tr("This looks like %1").arg(tr(shape.what)),
                    tr("Take it out, and replace it where it is used: whoever saw the prompt knows it."),
                    match.capturedStart(), match.capturedLength());
            }
    }

    void shape(const QString &field, const QString &text)
    {
        static const QRegularExpression role(
            u"\\{\\{\\s*role\\s[^}]*\\}\\}|^(?:system|assistant):[ \\t]*$"_s,
            QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
        for (auto matches = role.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            note(
                u"role-order"_s, LintSeverity::Warning, field,
                tr("A mark of a role stands inside the text; other programs would begin another turn here"),
                tr("The system's text comes first and the user's second, each in its own field."),
                match.capturedStart(), match.capturedLength());
        }
        static const QRegularExpression logic(u"\\{\\{[#/^>!][^}]*\\}\\}|\\{%[^%]*%\\}"_s);
        for (auto matches = logic.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            note(
                u"template-logic"_s, LintSeverity::Warning, field,
                tr("Conditions, loops and partials are not carried out: the model would see this as it is"),
                tr("Use plain {{variables}}."), match.capturedStart(), match.capturedLength());
        }
    }

    void variables()
    {
        const Result<QJsonObject> metadata = metadataOf(m_prompt);
        if (!metadata)
            return;
        const QJsonValue schema = metadata->value("input"_L1)["schema"_L1];
        if (!schema.isObject())
            return;
        // Picoschema: "name?" is optional, "name(object)" has a kind.
        QStringList declared;
        for (QString name : schema.toObject().keys())
            declared << name.section(u'(', 0, 0).remove(u'?');
        QStringList used;
        for (const auto &[field, text] : texts())
            for (const TemplatePart &part : templateParts(*text)) {
                const QString root = part.name.section(u'.', 0, 0);
                if (!used.contains(root) && !declared.contains(root))
                    note(
                        u"undeclared-variable"_s, LintSeverity::Error, field,
                        tr("The variable %1 is used and not declared").arg(part.name),
                        tr("Declare it under input.schema, or correct its name."), part.offset, part.length);
                used << root;
            }
        for (const QString &name : declared)
            if (!used.contains(name))
                note(
                    u"unused-variable"_s, LintSeverity::Warning, u"metadata"_s,
                    tr("The variable %1 is declared and not used").arg(name), tr("Use it, or take it out."));
    }

    void length()
    {
        const TokenEstimate estimate = estimateTokens(QString(m_prompt.systemPrompt + u'\n' + m_prompt.userPrompt));
        if (estimate.low > m_limits.windowTokens)
            note(
                u"too-long"_s, LintSeverity::Error, u"systemPrompt"_s,
                tr("The texts alone have at least %1 tokens, and the model takes %2")
                    .arg(estimate.low)
                    .arg(m_limits.windowTokens),
                tr("Shorten it."));
        else if (estimate.high > m_limits.windowTokens / 2)
            note(
                u"long"_s, LintSeverity::Warning, u"systemPrompt"_s,
                tr("The texts may take %1 tokens, more than half of the %2 that the model takes")
                    .arg(estimate.high)
                    .arg(m_limits.windowTokens),
                tr("Shorten it, or see that the user's input fits."));
    }

    const Prompt &m_prompt;
    const LintLimits &m_limits;
    std::vector<LintFinding> &m_findings;
};

} // namespace

std::vector<LintFinding> lintPrompt(const Prompt &prompt, const LintLimits &limits)
{
    std::vector<LintFinding> findings;
    Linter(prompt, limits, findings).run();
    return findings;
}

std::vector<LintFinding> lintPrompts(std::span<const Prompt> prompts, const LintLimits &limits)
{
    std::vector<LintFinding> findings;
    QHash<QString, std::vector<const Prompt *>> versions; // of each name
    QHash<QString, QString> texts;                        // checksum to promptId
    QStringList names;                                    // in order
    for (const Prompt &prompt : prompts) {
        Linter(prompt, limits, findings).run();
        if (!names.contains(prompt.name))
            names << prompt.name;
        for (const Prompt *other : versions[prompt.name])
            if (other->version == prompt.version)
                findings.push_back(
                    {u"duplicate-version"_s, LintSeverity::Error, prompt.promptId, u"version"_s, 0, 0,
                     tr("%1 %2 is there twice").arg(prompt.name, prompt.version),
                     tr("Give one of them a new version.")});
        versions[prompt.name].push_back(&prompt);
        const QString checksum = textChecksum(prompt);
        if (const QString same = texts.value(checksum); !same.isEmpty())
            findings.push_back(
                {u"duplicate-text"_s, LintSeverity::Info, prompt.promptId, u"systemPrompt"_s, 0, 0,
                 tr("The texts are those of %1").arg(same), tr("Keep one of them.")});
        else
            texts.insert(checksum, prompt.promptId);
    }
    for (const QString &name : names) {
        const std::vector<const Prompt *> &all = versions[name];
        const auto active = std::count_if(all.begin(), all.end(), [](const Prompt *p) { return p->active == true; });
        const bool known = std::all_of(all.begin(), all.end(), [](const Prompt *p) { return p->active.has_value(); });
        if (active > 1)
            findings.push_back(
                {u"several-active"_s, LintSeverity::Error, all.front()->promptId, u"active"_s, 0, 0,
                 tr("%1 has %2 active versions").arg(name).arg(active), tr("Deactivate all but one.")});
        else if (active == 0 && known)
            findings.push_back(
                {u"none-active"_s, LintSeverity::Warning, all.front()->promptId, u"active"_s, 0, 0,
                 tr("%1 has no active version").arg(name), tr("Activate one.")});
    }
    return findings;
}

} // namespace howdah::prompt
