// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "connection/server/environment.h"
#include "connection/profile/profilereaders.h"
#include "connection/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

// .env files as the Node library dotenv reads them: the last of several assignments counts, an unquoted value ends at
// '#', quotes may span lines, nothing is expanded.
namespace howdah::connection {

namespace {

struct Variable
{
    QString name;
    QString value;
    qsizetype line = 0;
    bool cut = false; // an unquoted value that '#' has ended without a blank before it
};

class DotEnvReader final
{
public:
    explicit DotEnvReader(const QString &text)
        : m_text(text)
    {
    }

    std::vector<Variable> read()
    {
        std::vector<Variable> variables;
        while (m_at < m_text.size()) {
            if (auto variable = readLine()) {
                std::erase_if(variables, [&](const Variable &each) { return each.name == variable->name; });
                variables.push_back(std::move(*variable));
            }
        }
        return variables;
    }

private:
    std::optional<Variable> readLine()
    {
        static const QRegularExpression head(uR"(\G[ \t]*(?:export[ \t]+)?([A-Za-z0-9_.-]+)[ \t]*=[ \t]*)"_s);
        Variable variable;
        variable.line = ++m_line;
        const auto match = head.match(m_text, m_at);
        if (!match.hasMatch()) {
            skipLine();
            return {};
        }
        variable.name = match.captured(1);
        m_at = match.capturedEnd();
        const QChar quote = m_at < m_text.size() ? m_text[m_at] : QChar();
        const qsizetype close = isQuote(quote) ? closing(quote) : -1;
        if (close >= 0)
            readQuoted(variable, quote, close);
        else
            readPlain(variable);
        skipLine();
        return variable;
    }

    static bool isQuote(QChar c) { return c == u'"' || c == u'\'' || c == u'`'; }

    qsizetype closing(QChar quote) const
    {
        for (qsizetype i = m_at + 1; i < m_text.size(); ++i) {
            if (m_text[i] == u'\\')
                ++i;
            else if (m_text[i] == quote)
                return i;
        }
        return -1;
    }

    void readQuoted(Variable &variable, QChar quote, qsizetype close)
    {
        variable.value = m_text.mid(m_at + 1, close - m_at - 1);
        m_line += variable.value.count(u'\n');
        if (quote == u'"')
            variable.value.replace(u"\\n"_s, u"\n"_s).replace(u"\\r"_s, u"\r"_s);
        m_at = close + 1;
    }

    void readPlain(Variable &variable)
    {
        qsizetype end = m_at;
        while (end < m_text.size() && m_text[end] != u'\n' && m_text[end] != u'#')
            ++end;
        variable.cut = end < m_text.size() && m_text[end] == u'#' && end > m_at && !m_text[end - 1].isSpace();
        variable.value = m_text.mid(m_at, end - m_at).trimmed();
        m_at = end;
    }

    void skipLine()
    {
        const qsizetype end = m_text.indexOf(u'\n', m_at);
        m_at = end < 0 ? m_text.size() : end + 1;
    }

    const QString &m_text;
    qsizetype m_at = 0;
    qsizetype m_line = 0;
};

std::optional<bool> truth(const QString &value)
{
    const QString word = value.toLower();
    if (QStringList{u"true"_s, u"1"_s, u"yes"_s, u"on"_s}.contains(word))
        return true;
    if (QStringList{u"false"_s, u"0"_s, u"no"_s, u"off"_s, QString()}.contains(word))
        return false;
    return {};
}

// Takes the variables of one file over into one profile.
class EnvironmentImport final
{
public:
    EnvironmentImport(std::vector<Variable> variables, ProfileImport &import)
        : m_variables(std::move(variables))
        , m_import(import)
    {
    }

    Result<void> run()
    {
        for (const Variable &each : m_variables) {
            if (!each.name.startsWith("DATABASE_"_L1))
                continue;
            m_any = true;
            if (auto taken = take(each, each.name.mid(9)); !taken)
                return taken;
        }
        takeTls();
        takePool();
        return {};
    }

    [[nodiscard]] bool hasAny() const { return m_any; }
    FoundProfile found;

private:
    void note(const Variable &variable, const QString &why)
    {
        m_import.notes.push_back({u"%1: %2"_s.arg(lineText(variable.line), variable.name), why});
    }
    void set(const Variable &variable, const QString &key)
    {
        takeField(found, key, variable.value, u"%1: %2"_s.arg(lineText(variable.line), variable.name), m_import.notes);
    }

    Result<void> take(const Variable &variable, const QString &name)
    {
        static const QMap<QString, QString> direct{
            {u"HOST"_s, u"host"_s},
            {u"PORT"_s, u"port"_s},
            {u"NAME"_s, u"dbname"_s},
            {u"DB"_s, u"dbname"_s},
            {u"DATABASE"_s, u"dbname"_s},
            {u"USER"_s, u"user"_s},
            {u"USERNAME"_s, u"user"_s},
            {u"PASSWORD"_s, u"password"_s},
            {u"SSL_MODE"_s, u"sslmode"_s},
            {u"SSLMODE"_s, u"sslmode"_s},
            {u"SCHEMA"_s, u"search_path"_s},
            {u"TIMEZONE"_s, u"time_zone"_s},
            {u"APPLICATION_NAME"_s, u"application_name"_s},
            {u"LOGGING"_s, u"log_statements"_s},
            {u"MIGRATIONS_RUN"_s, u"offer_migrations"_s}};
        static const QStringList later{
            u"SSL"_s,     u"SSL_REJECT_UNAUTHORIZED"_s, u"SSL_CA"_s, u"SSL_CERT"_s, u"SSL_KEY"_s, u"POOL_MIN"_s,
            u"POOL_MAX"_s};
        if (variable.cut && name == "PASSWORD"_L1)
            note(variable, tr("dotenv ends the value at the #; a password with # needs quotes"));
        if (name == "SYNCHRONIZE"_L1)
            return judgeSynchronize(variable);
        if (name == "URL"_L1)
            return takeUrl(variable);
        if (name == "LOGGING"_L1 && !truth(variable.value)) {
            // TypeORM takes lists of kinds, too.
            found.profile.logStatements = true;
            note(variable, tr("imported as: log all statements"));
        } else if (const auto at = direct.constFind(name); at != direct.constEnd()) {
            set(variable, *at);
            if (name == "MIGRATIONS_RUN"_L1 && found.profile.offerMigrations)
                note(variable, tr("pending migrations are offered after connecting; nothing runs automatically"));
        } else if (!later.contains(name)) {
            note(variable, tr("not supported"));
        }
        return {};
    }

    Result<void> judgeSynchronize(const Variable &variable) const
    {
        if (truth(variable.value) == false)
            return {};
        return fail(
            ErrorKind::Usage,
            tr("%1: DATABASE_SYNCHRONIZE=%2 is refused: with it, TypeORM alters the tables to match its entities at "
               "each start, and drops columns with their data")
                .arg(lineText(variable.line), variable.value),
            tr("Set it to false, and change the tables by migrations; then import the file again."));
    }

    Result<void> takeUrl(const Variable &variable)
    {
        const Result<ConnInfo> info = parseConnInfoAlone(variable.value);
        if (!info) {
            note(variable, info.error().message);
            return {};
        }
        for (const auto &[key, value] : info->values.asKeyValueRange())
            takeField(found, key, value, lineText(variable.line), m_import.notes);
        return {};
    }

    const Variable *variable(const QString &name) const
    {
        const auto at = std::ranges::find(m_variables, u"DATABASE_"_s + name, &Variable::name);
        return at == m_variables.end() || at->value.isEmpty() ? nullptr : &*at;
    }

    // A file, or the certificate itself, which libpq does not take.
    bool takeFile(const QString &name, const QString &key)
    {
        const Variable *file = variable(name);
        if (!file)
            return false;
        if (file->value.contains("-----BEGIN"_L1)) {
            note(
                *file,
                tr("the variable contains the certificate itself: put it in a file, and name that in %1").arg(key));
            return false;
        }
        set(*file, key);
        return true;
    }

    void takeTls()
    {
        const bool trusted = takeFile(u"SSL_CA"_s, u"sslrootcert"_s);
        takeFile(u"SSL_CERT"_s, u"sslcert"_s);
        takeFile(u"SSL_KEY"_s, u"sslkey"_s);
        const Variable *ssl = variable(u"SSL"_s);
        if (!ssl || found.profile.target.values.contains(u"sslmode"_s))
            return;
        const auto on = truth(ssl->value);
        if (!on)
            note(*ssl, tr("neither true nor false"));
        if (!on.value_or(true))
            return; // what libpq does by itself: encrypted where the server can
        const Variable *strict = variable(u"SSL_REJECT_UNAUTHORIZED"_s);
        const bool verify = trusted && !(strict && truth(strict->value) == false);
        found.profile.target.set(u"sslmode"_s, verify ? u"verify-full"_s : u"require"_s);
        if (!verify)
            note(
                *ssl, tr("imported as sslmode=require: encrypted, but the server is not verified; name the trusted "
                         "issuer in sslrootcert and set sslmode=verify-full"));
    }

    void takePool()
    {
        PoolLimits limits = found.profile.pool;
        const auto read = [this](const QString &name, int &limit) {
            const Variable *given = variable(name);
            bool fine = false;
            const int number = given ? given->value.toInt(&fine) : 0;
            if (given && fine)
                limit = number;
            else if (given)
                note(*given, tr("not a whole number"));
        };
        read(u"POOL_MIN"_s, limits.idle);
        read(u"POOL_MAX"_s, limits.most);
        Profile trial = found.profile;
        trial.name = u"trial"_s;
        trial.pool = limits;
        if (const Result<void> fine = check(trial); fine || trial.pool == PoolLimits())
            found.profile.pool = limits;
        else
            m_import.notes.push_back({u"DATABASE_POOL_MIN, DATABASE_POOL_MAX"_s, fine.error().message});
    }

    const std::vector<Variable> m_variables;
    ProfileImport &m_import;
    bool m_any = false;
};

void takeEnvironmentKind(const std::vector<Variable> &variables, Profile &profile)
{
    for (const Variable &each : variables) {
        if (each.name != "NODE_ENV"_L1 && each.name != "APP_ENV"_L1)
            continue;
        const QString value = each.value.toLower();
        if (value.startsWith("prod"_L1))
            profile.environment = Environment::Production;
        else if (value.startsWith("stag"_L1) || value.startsWith("test"_L1))
            profile.environment = Environment::Staging;
    }
}

} // namespace

Result<ProfileImport> importDotEnv(const QString &text, const QString &origin)
{
    QString lines = text;
    lines.replace(u"\r\n"_s, u"\n"_s);
    ProfileImport import;
    const std::vector<Variable> variables = DotEnvReader(lines).read();
    EnvironmentImport reading(variables, import);
    RETURN_IF_ERROR(reading.run());
    if (!reading.hasAny())
        return fail(ErrorKind::Invalid, tr("%1 has no DATABASE_* variables").arg(origin));
    takeEnvironmentKind(variables, reading.found.profile);
    // The project is the folder; .env.production says more than .env.
    const QFileInfo file(origin);
    const QString project = QFileInfo(file.absolutePath()).fileName();
    const QString kind = file.fileName().startsWith(".env."_L1) ? file.fileName().mid(5) : QString();
    reading.found.profile.group = project;
    if (!kind.isEmpty() && !kind.startsWith("example"_L1))
        reading.found.profile.name = reading.found.profile.target.value(u"dbname"_s) + u' ' + kind;
    finish(import, std::move(reading.found), origin);
    return import;
}

} // namespace howdah::connection
