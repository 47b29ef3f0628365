// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptfile.h"

#include "base/outputfile.h"
#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "base/writeproblem.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static const QRegularExpression &roleMark()
{
    static const QRegularExpression pattern(u"\\{\\{\\s*role\\s+(?:\"([^\"]*)\"|'([^']*)')\\s*\\}\\}"_s);
    return pattern;
}

namespace {

// Takes a file apart, from top to bottom.
class FileParser final
{
public:
    FileParser(QByteArray bytes, const QString &fileName)
        : m_bytes(std::move(bytes))
        , m_place{fileName, 1}
    {
    }

    Result<PromptFile> parse()
    {
        normalise();
        Result<void> step = split();
        if (step)
            step = readHead();
        if (step)
            step = readBody();
        if (step)
            step = conclude();
        if (!step)
            return fail(step.error());
        return std::move(m_file);
    }

private:
    Prompt &prompt() { return m_file.prompt; }

    void normalise()
    {
        if (m_bytes.startsWith("\xef\xbb\xbf")) {
            m_bytes.remove(0, 3);
            m_file.notes << tr("The file begins with a byte order mark, which is ignored");
        }
        // A carriage return of a text stands in the head; in the first line it came from an editor or from git.
        if (m_bytes.startsWith("---\r\n")) {
            m_bytes.replace("\r\n", "\n");
            m_file.notes << tr("The file has Windows line endings, which are converted");
        }
    }

    Error at(qsizetype line, const QString &message) const
    {
        return makeError(ErrorKind::Invalid, tr("%1, line %2, column 1: %3").arg(m_place.file).arg(line).arg(message));
    }

    Result<void> split()
    {
        if (!m_bytes.startsWith("---\n"))
            return fail(at(1, tr("A prompt file must begin with a line \"---\" and its front matter")));
        // The head may be empty, so the search begins with the end of the first line.
        qsizetype end = m_bytes.indexOf("\n---\n", 3);
        qsizetype body = end + 5;
        if (end < 0 && m_bytes.endsWith("\n---")) {
            end = m_bytes.size() - 4;
            body = m_bytes.size();
        }
        if (end < 0)
            return fail(at(m_bytes.count('\n') + 1, tr("The front matter is not closed: a line \"---\" is missing")));
        m_head = m_bytes.mid(4, std::max<qsizetype>(end - 3, 0));
        m_bodyLine = m_head.count('\n') + 3;
        const QByteArrayView rest = QByteArrayView(m_bytes).sliced(body);
        if (!rest.isValidUtf8())
            return fail(at(m_bodyLine, tr("The text is not UTF-8")));
        if (!QByteArrayView(m_head).isValidUtf8())
            return fail(at(2, tr("The front matter is not UTF-8")));
        m_body = exactText(rest);
        return {};
    }

    Result<void> readHead()
    {
        ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(m_head, m_place));
        for (const auto &item : root)
            if (const Result<void> read = readKey(yamlString(item.first), item.second); !read)
                return read;
        for (const auto &[key, target] : {std::pair(u"name"_s, &prompt().name), {u"version"_s, &prompt().version}})
            if (target->isEmpty())
                return fail(at(2, tr("The front matter does not set %1").arg(key)));
        return foldMetadata();
    }

    Result<void> readKey(const QString &key, const YAML::Node &value)
    {
        if (key == "howdah.metadata"_L1)
            return readMetadata(value);
        if (key == "howdah.active"_L1) {
            const QString text = yamlString(value);
            if (text != "true"_L1 && text != "false"_L1)
                return fail(yamlError(m_place, value.Mark(), tr("howdah.active must be true or false")));
            prompt().active = text == "true"_L1;
            return {};
        }
        QString *target = nullptr;
        if (key == "name"_L1)
            target = &prompt().name;
        else if (key == "version"_L1)
            target = &prompt().version;
        else if (key == "model"_L1)
            target = &prompt().model;
        else if (key == "howdah.promptId"_L1)
            target = &prompt().promptId;
        else if (key == "howdah.sha256"_L1)
            target = &m_file.exported;
        else if (key == "howdah.systemPrompt"_L1)
            target = &m_system.emplace();
        else if (key == "howdah.userPrompt"_L1)
            target = &m_user.emplace();
        else if (key.startsWith("howdah."_L1))
            return fail(yamlError(m_place, value.Mark(), tr("Unknown key %1").arg(key)));
        if (target) {
            if (!value.IsScalar())
                return fail(yamlError(m_place, value.Mark(), tr("%1 must be plain text").arg(key)));
            *target = yamlString(value);
            return {};
        }
        ASSIGN_OR_RETURN(const QJsonValue json, jsonOf(value, m_place));
        m_other.insert(key, json);
        return {};
    }

    Result<void> readMetadata(const YAML::Node &value)
    {
        if (value.IsScalar()) {
            prompt().metadata = yamlString(value);
            QJsonParseError error;
            // In brackets, because a JSON document of Qt's cannot be a mere text or number, which jsonb may be.
            (void)QJsonDocument::fromJson('[' + prompt().metadata.toUtf8() + ']', &error);
            if (error.error != QJsonParseError::NoError)
                return fail(
                    yamlError(m_place, value.Mark(), tr("howdah.metadata is not JSON: %1").arg(error.errorString())));
            return {};
        }
        ASSIGN_OR_RETURN(const QJsonValue json, jsonOf(value, m_place));
        prompt().metadata = QString::fromUtf8(compactJson(json));
        return {};
    }

    // Keys that repeat what howdah.metadata says leave it as it is; others were edited, and win.
    Result<void> foldMetadata()
    {
        if (m_other.isEmpty())
            return {};
        const Result<QJsonObject> before = metadataOf(prompt());
        if (!before)
            return fail(at(2, before.error().message));
        QJsonObject object = *before;
        for (auto it = m_other.begin(); it != m_other.end(); ++it)
            object.insert(it.key(), it.value());
        if (object != *before)
            prompt().metadata = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
        return {};
    }

    // One line break after a mark and one before the next, or before the end, belong to the file, not to the text.
    static QString between(const QString &body, qsizetype begin, qsizetype end)
    {
        if (begin < end && body[begin] == u'\n')
            ++begin;
        if (end > begin && body[end - 1] == u'\n')
            --end;
        return body.mid(begin, end - begin);
    }

    qsizetype lineOf(qsizetype offset) const { return m_bodyLine + QStringView(m_body).left(offset).count(u'\n'); }

    Result<void> readBody()
    {
        QRegularExpressionMatch mark = roleMark().match(m_body);
        if (!mark.hasMatch()) {
            // Dotprompt: without a mark everything is the user message, without the space around it.
            if (const QString text = m_body.trimmed(); !text.isEmpty()) {
                const Result<void> taken = take(u"user"_s, text, m_bodyLine, m_bodyLine);
                if (!taken)
                    return taken;
            }
            return {};
        }
        if (!QStringView(m_body).left(mark.capturedStart()).trimmed().isEmpty())
            return fail(at(m_bodyLine, tr("There is text before the first {{role}}")));
        while (mark.hasMatch()) {
            const QString role = mark.captured(1) + mark.captured(2);
            QRegularExpressionMatch next = roleMark().match(m_body, mark.capturedEnd());
            const bool rest = role != "system"_L1 && next.hasMatch();
            // From the user message on all belongs to its template, with the marks of further turns.
            const qsizetype end = next.hasMatch() && !rest ? next.capturedStart() : m_body.size();
            if (rest)
                m_file.notes << tr("There are more messages than system and user; they stay in the user message");
            const QString text = between(m_body, mark.capturedEnd(), end);
            const bool own = m_body.mid(mark.capturedEnd(), 1) == "\n"_L1;
            const Result<void> taken =
                take(role, text, lineOf(mark.capturedStart()), lineOf(mark.capturedEnd()) + (own ? 1 : 0));
            if (!taken || rest)
                return taken;
            mark = next;
        }
        return {};
    }

    Result<void> take(const QString &role, const QString &text, qsizetype markLine, qsizetype textLine)
    {
        const bool system = role == "system"_L1;
        if (!system && role != "user"_L1)
            return fail(at(markLine, tr("The role %1 cannot come first; only system and user can").arg(role)));
        std::optional<QString> &target = system ? m_system : m_user;
        if (target)
            return fail(at(markLine, tr("The role %1 has two texts").arg(role)));
        target = text;
        (system ? m_file.systemLine : m_file.userLine) = textLine;
        return {};
    }

    Result<void> conclude()
    {
        prompt().systemPrompt = m_system.value_or(QString());
        prompt().userPrompt = m_user.value_or(QString());
        if (!m_system && !m_user)
            return fail(at(m_bodyLine, tr("There is no text after the front matter")));
        if (prompt().promptId.isEmpty())
            prompt().promptId = defaultPromptId(prompt().name, prompt().version);
        if (!m_file.exported.isEmpty() && m_file.exported != textChecksum(prompt()))
            m_file.notes << tr("The texts were edited since the file was exported");
        return {};
    }

    QByteArray m_bytes;
    YamlPlace m_place;
    QByteArray m_head;
    QString m_body;
    qsizetype m_bodyLine = 0;
    QJsonObject m_other;
    std::optional<QString> m_system;
    std::optional<QString> m_user;
    PromptFile m_file;
};

bool fitsBody(const QString &text)
{
    return !text.contains(u'\r') && !text.contains(QChar(0)) && !roleMark().match(text).hasMatch();
}

QByteArray fileText(const Prompt &prompt, bool withCommonKeys)
{
    QByteArray text = "---\n";
    const auto line = [&text](const char *key, const QByteArray &value) {
        text += QByteArray(key) + ": " + value + '\n';
    };
    line("name", yamlQuoted(prompt.name));
    line("version", yamlQuoted(prompt.version));
    if (!prompt.model.isEmpty())
        line("model", yamlQuoted(prompt.model));
    const Result<QJsonObject> metadata = metadataOf(prompt);
    if (withCommonKeys && metadata) {
        // For other readers of the format; ours finds the same in howdah.metadata.
        if (const QJsonValue description = metadata->value("description"_L1); description.isString())
            line("description", yamlQuoted(description.toString()));
        for (const char *key : {"config", "input", "output"})
            if (const QJsonValue value = metadata->value(QLatin1String(key)); value.isObject())
                line(key, compactJson(value));
    }
    line("howdah.promptId", yamlQuoted(prompt.promptId));
    if (prompt.active)
        line("howdah.active", *prompt.active ? "true" : "false");
    line("howdah.sha256", yamlQuoted(textChecksum(prompt)));
    line("howdah.metadata", yamlQuoted(prompt.metadata));
    QByteArray body;
    for (const auto &[role, content] : {std::pair("system", &prompt.systemPrompt), {"user", &prompt.userPrompt}}) {
        if (fitsBody(*content))
            body += QByteArray("{{role \"") + role + "\"}}\n" + content->toUtf8() + '\n';
        else
            line((QByteArray("howdah.") + role + "Prompt").constData(), yamlQuoted(*content));
    }
    return text + "---\n" + body;
}

} // namespace

Result<PromptFile> parsePromptFile(const QByteArray &bytes, const QString &fileName)
{
    return FileParser(bytes, fileName).parse();
}

Result<QByteArray> promptFileText(const Prompt &prompt)
{
    for (const bool common : {true, false}) {
        QByteArray text = fileText(prompt, common);
        const Result<PromptFile> again = parsePromptFile(text, promptFileName(prompt));
        if (again && again->prompt == prompt)
            return text;
    }
    return fail(
        ErrorKind::Invalid, tr("%1 cannot be written to a file without loss").arg(prompt.promptId),
        tr("It has no name, version or identifier, metadata that is not JSON, or text that is not Unicode."));
}

QString promptFileName(const Prompt &prompt)
{
    static const QRegularExpression unsafe(u"[^\\p{L}\\p{N}._-]"_s);
    QString name = (prompt.promptId.isEmpty() ? defaultPromptId(prompt.name, prompt.version) : prompt.promptId);
    name.replace(unsafe, u"-"_s);
    while (name.startsWith(u'.') || name.startsWith(u'_')) // hidden files; Dotprompt's partials
        name.remove(0, 1);
    return (name.isEmpty() ? u"prompt"_s : name.left(200)) + u".prompt"_s;
}

Result<PromptFolder> readPromptFolder(const QString &folder)
{
    const QDir directory(folder);
    if (!directory.exists())
        return fail(ErrorKind::NotFound, tr("The folder %1 does not exist").arg(folder));
    PromptFolder read;
    for (const QString &name : directory.entryList({u"*.prompt"_s}, QDir::Files, QDir::Name)) {
        const Result<QByteArray> bytes = readPlainFileIn(folder, name);
        if (!bytes) {
            read.problems.push_back(bytes.error());
            continue;
        }
        Result<PromptFile> content = parsePromptFile(*bytes, name);
        if (content)
            read.files.push_back({directory.filePath(name), std::move(*content)});
        else
            read.problems.push_back(content.error());
    }
    return read;
}

Result<void> savePrivately(const QString &path, const QByteArray &bytes)
{
    if (isDevice(path))
        return writeWholeFile(path, bytes);
    QSaveFile file(path);
    // A buffer would keep a copy of what may be keys in freed memory.
    const bool written = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
                      && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
                      && file.write(bytes) == bytes.size() && file.commit();
    if (!written)
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, whyNotWritten(file)));
    return {};
}

} // namespace howdah::prompt
