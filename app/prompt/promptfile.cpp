// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptfile.h"

#include "base/outputfile.h"
#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "base/writeproblem.h"
#include "prompt/dotprompt.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

// The marks of our files, whose texts may hold anything else; the first of them are ours.
std::vector<RoleMark> writtenMarks(const QString &text)
{
    static const QRegularExpression pattern(u"\\{\\{\\s*role\\s+(?:\"([^\"]*)\"|'([^']*)')\\s*\\}\\}"_s);
    std::vector<RoleMark> marks;
    for (auto matches = pattern.globalMatch(text); matches.hasNext() && marks.size() < 3;) {
        const QRegularExpressionMatch match = matches.next();
        marks.push_back({match.captured(1) + match.captured(2), match.capturedStart(), match.capturedLength()});
    }
    return marks;
}

// Takes a file apart, from top to bottom.
class FileParser final
{
public:
    FileParser(QByteArray bytes, const QString &fileName)
        : m_bytes(std::move(bytes))
        , m_place{fileName, 0}
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
        // A carriage return of a text stands in the front matter; in the first line it came from an editor or from git.
        const qsizetype line = m_bytes.indexOf('\n');
        if (line > 0 && m_bytes[line - 1] == '\r') {
            m_bytes.replace("\r\n", "\n");
            m_file.notes << tr("The file has Windows line endings, which are converted");
        }
    }

    Error at(qsizetype line, const QString &message) const
    {
        return makeError(ErrorKind::Invalid, tr("%1, line %2, column 1: %3").arg(m_place.file).arg(line).arg(message));
    }

    // Where the line after the first "---" begins; -1 without front matter. Comments and empty lines may come before.
    [[nodiscard]] qsizetype frontMatter() const
    {
        qsizetype begin = 0;
        while (begin < m_bytes.size()) {
            const qsizetype end = m_bytes.indexOf('\n', begin);
            const QByteArray line = m_bytes.mid(begin, end < 0 ? -1 : end - begin);
            if (line.startsWith("---") && line.trimmed() == "---")
                return end < 0 ? m_bytes.size() : end + 1;
            if ((!line.startsWith('#') && !line.trimmed().isEmpty()) || end < 0)
                break;
            begin = end + 1;
        }
        return -1;
    }

    Result<void> split()
    {
        if (m_bytes.trimmed().isEmpty())
            return fail(at(1, tr("The file is empty")));
        const qsizetype head = frontMatter();
        if (head < 0)
            return withoutHead();
        m_place.linesBefore = int(QByteArrayView(m_bytes).first(head).count('\n'));
        // The front matter may be empty, so the search begins with the end of the first line.
        qsizetype end = head - 2;
        qsizetype body = -1;
        while ((end = m_bytes.indexOf("\n---", end + 1)) >= 0) {
            body = end + 4;
            while (body < m_bytes.size() && (m_bytes[body] == ' ' || m_bytes[body] == '\t'))
                ++body;
            if (body >= m_bytes.size() || m_bytes[body] == '\n')
                break;
        }
        // A text may begin with a heading and a rule.
        if (end < 0 && !m_bytes.startsWith("---"))
            return withoutHead();
        if (end < 0)
            return fail(at(m_bytes.count('\n') + 1, tr("The front matter is not closed: a line \"---\" is missing")));
        m_hasHead = true;
        m_head = m_bytes.mid(head, std::max<qsizetype>(end - head + 1, 0));
        return bodyFrom(std::min(body + 1, m_bytes.size()));
    }

    // Other programs' files of the same name are YAML as a whole.
    Result<void> withoutHead()
    {
        static const QRegularExpression dotNet(
            u"^prompts:[ \\t]*\\n[ \\t]+(?:system|user):"_s, QRegularExpression::MultilineOption);
        static const QRegularExpression gitHub(
            u"^messages:[ \\t]*\\n[ \\t]*- role:"_s, QRegularExpression::MultilineOption);
        const QString text = QString::fromUtf8(m_bytes);
        if (dotNet.match(text).hasMatch())
            return fail(at(1, tr("This is a file of DotPrompt for .NET, which is not supported")));
        if (gitHub.match(text).hasMatch())
            return fail(at(1, tr("This is a file of GitHub Models, whose name ends in .prompt.yml")));
        return bodyFrom(0);
    }

    Result<void> bodyFrom(qsizetype begin)
    {
        m_bodyLine = QByteArrayView(m_bytes).first(begin).count('\n') + 1;
        const QByteArrayView rest = QByteArrayView(m_bytes).sliced(begin);
        if (!rest.isValidUtf8())
            return fail(at(m_bodyLine, tr("The text is not UTF-8")));
        if (!QByteArrayView(m_head).isValidUtf8())
            return fail(at(2, tr("The front matter is not UTF-8")));
        m_body = exactText(rest);
        return {};
    }

    Result<void> readHead()
    {
        if (m_head.trimmed().isEmpty())
            return {};
        ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(m_head, m_place));
        for (const auto &item : root)
            if (const Result<void> read = readKey(yamlString(item.first), item.second); !read)
                return read;
        return foldMetadata();
    }

    Result<void> readKey(const QString &key, const YAML::Node &value)
    {
        m_isOurs = m_isOurs || key.startsWith("howdah."_L1);
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
            // "version:" without a value sets none.
            if (value.IsNull())
                return {};
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

    qsizetype lineOf(qsizetype offset) const { return m_bodyLine + QStringView(m_body).left(offset).count(u'\n'); }

    Result<void> readBody()
    {
        if (!m_isOurs) {
            // Dotprompt: the text below front matter begins and ends with what is not space.
            if (m_hasHead) {
                const qsizetype leading = m_body.size() - QString(m_body).remove(QRegularExpression(u"^\\s+"_s)).size();
                m_bodyLine += QStringView(m_body).left(leading).count(u'\n');
                m_body = m_body.trimmed();
            }
            m_file.body = m_body;
            const Result<HandlebarsTemplate> parsed = parseHandlebars(m_body);
            if (parsed)
                m_file.partials = handlebarsPartials(*parsed);
            else
                m_file.notes << tr("The text is not valid Handlebars: %1").arg(parsed.error().message);
        }
        const std::vector<RoleMark> marks = m_isOurs ? writtenMarks(m_body) : roleMarksOf(m_body);
        if (!m_isOurs)
            noteOtherMarks(marks.empty());
        const DotpromptBody body = dotpromptBody(m_body, marks, m_isOurs);
        if (body.more && !m_isOurs)
            m_file.notes << tr("There are more messages than system and user; they stay in the user message");
        if (body.system)
            RETURN_IF_ERROR(take(u"system"_s, *body.system, body.systemOffset));
        if (body.user) {
            // Without a mark everything is the user message, without the space around it.
            const bool trims = m_isOurs && marks.empty();
            const QString text = trims ? body.user->trimmed() : *body.user;
            if (!trims || !text.isEmpty())
                RETURN_IF_ERROR(take(u"user"_s, text, trims ? 0 : body.userOffset));
        }
        return {};
    }

    // LiteLLM's files have the same name.
    void noteOtherMarks(bool withoutRoles)
    {
        static const QRegularExpression turn(
            u"\\A\\s*(?:system|user|assistant):\\s"_s, QRegularExpression::CaseInsensitiveOption);
        static const QRegularExpression statement(u"\\{%-?\\s*(?:if|for|set|include|raw)\\b"_s);
        if (withoutRoles && turn.match(m_body).hasMatch())
            m_file.notes << tr("Lines such as \"System:\" stay in the text; in a file of LiteLLM they begin messages");
        if (statement.match(m_body).hasMatch())
            m_file.notes << tr("Statements of Jinja stay in the text");
    }

    Result<void> take(const QString &role, const QString &text, qsizetype offset)
    {
        const bool system = role == "system"_L1;
        std::optional<QString> &target = system ? m_system : m_user;
        const qsizetype line = lineOf(offset);
        if (target)
            return fail(at(line, tr("The role %1 has two texts").arg(role)));
        target = text;
        (system ? m_file.systemLine : m_file.userLine) = line;
        return {};
    }

    // Dotprompt: "greeting.formal.prompt" is the variant formal of greeting.
    void nameFromFile()
    {
        QString stem = QFileInfo(m_place.file).fileName();
        if (stem.endsWith(".prompt"_L1, Qt::CaseInsensitive))
            stem.chop(7);
        static const QRegularExpression shape(QRegularExpression::anchoredPattern(u"(.+)\\.([^.0-9][^.]*)"_s));
        const QRegularExpressionMatch match = shape.match(stem);
        const Result<QJsonObject> metadata = metadataOf(prompt());
        if (prompt().name.isEmpty()) {
            // Each variant can be active, so each has its own name.
            prompt().name = stem;
            if (match.hasMatch() && metadata && !metadata->contains("variant"_L1)) {
                QJsonObject object = *metadata;
                object.insert(u"variant"_s, match.captured(2));
                prompt().metadata = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
            }
        }
    }

    Result<void> conclude()
    {
        prompt().systemPrompt = m_system.value_or(QString());
        prompt().userPrompt = m_user.value_or(QString());
        m_file.hasText = m_system || m_user;
        if (!m_file.hasText)
            m_file.notes << tr("There is no text");
        nameFromFile();
        if (prompt().version.isEmpty())
            prompt().version = u"1.0.0"_s;
        if (prompt().promptId.isEmpty())
            prompt().promptId = defaultPromptId(prompt().name, prompt().version);
        if (!m_file.partials.isEmpty())
            m_file.notes << tr("The text includes partials, which stay in files of their own: %1")
                                .arg(m_file.partials.join(u", "_s));
        if (!m_file.exported.isEmpty() && m_file.exported != textChecksum(prompt()))
            m_file.notes << tr("The texts were edited since the file was exported");
        return {};
    }

    QByteArray m_bytes;
    YamlPlace m_place;
    QByteArray m_head;
    QString m_body;
    qsizetype m_bodyLine = 0;
    bool m_hasHead = false;
    bool m_isOurs = false; // a key of ours says so
    QJsonObject m_other;
    std::optional<QString> m_system;
    std::optional<QString> m_user;
    PromptFile m_file;
};

// How a file is written: with the keys that other readers of the format know, and with further messages in the body.
struct Writing
{
    bool commonKeys = false;
    bool turns = false;
};

bool fitsBody(const QString &text, bool turns)
{
    return !text.contains(u'\r') && !text.contains(QChar(0)) && (turns || writtenMarks(text).empty());
}

QByteArray fileText(const Prompt &prompt, Writing writing)
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
    if (writing.commonKeys && metadata) {
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
        // Below the last mark everything is the user's, with the marks of further messages.
        if (fitsBody(*content, writing.turns && content == &prompt.userPrompt))
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
    for (const Writing writing : {Writing{true, true}, {true, false}, {false, true}, {false, false}}) {
        QByteArray text = fileText(prompt, writing);
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

QMap<QString, QString> readPartials(const QString &folder)
{
    QMap<QString, QString> partials;
    for (const QString &name : QDir(folder).entryList({u"_*.prompt"_s}, QDir::Files, QDir::Name))
        if (const Result<QByteArray> bytes = readPlainFileIn(folder, name); bytes && bytes->isValidUtf8())
            partials.insert(name.mid(1).chopped(7), exactText(*bytes));
    return partials;
}

Result<PromptFolder> readPromptFolder(const QString &folder)
{
    const QDir directory(folder);
    if (!directory.exists())
        return fail(ErrorKind::NotFound, tr("The folder %1 does not exist").arg(folder));
    PromptFolder read;
    for (const QString &name : directory.entryList({u"*.prompt"_s}, QDir::Files, QDir::Name)) {
        if (name.startsWith(u'_'))
            continue;
        const Result<QByteArray> bytes = readPlainFileIn(folder, name);
        if (!bytes) {
            read.problems.push_back(bytes.error());
            continue;
        }
        Result<PromptFile> content = parsePromptFile(*bytes, name);
        if (content && !content->hasText)
            read.problems.push_back(makeError(ErrorKind::Invalid, tr("%1: There is no text").arg(name)));
        else if (content)
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
