// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/unseen.h"

#include "base/propagate.h"
#include "sql/lexer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::connection {

using sql::Destruction;
using Kind = Destruction::Kind;

const QLatin1StringView TouchedSql = R"(
touched(oid, carried) AS (
    SELECT $1::pg_catalog.oid, false
    UNION
    SELECT next.oid, next.carried
    FROM touched t CROSS JOIN LATERAL (
        SELECT i.inhrelid AS oid, t.carried FROM pg_catalog.pg_inherits i WHERE i.inhparent OPERATOR(pg_catalog.=) t.oid
        UNION ALL
        SELECT k.conrelid, true FROM pg_catalog.pg_constraint k
        WHERE k.contype OPERATOR(pg_catalog.=) 'f' AND k.confrelid OPERATOR(pg_catalog.=) t.oid
              AND ($3::boolean OR $2::boolean AND (k.confdeltype OPERATOR(pg_catalog.=) ANY ('{c,n,d}'::pg_catalog."char"[])
                                                   OR k.confupdtype OPERATOR(pg_catalog.=) ANY ('{c,n,d}'::pg_catalog."char"[])))
        UNION ALL
        SELECT d.refobjid, t.carried
        FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
             ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) r.oid
                AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid OPERATOR(pg_catalog.<>) r.ev_class
        WHERE r.ev_class OPERATOR(pg_catalog.=) t.oid AND r.ev_type OPERATOR(pg_catalog.=) '1'
    ) AS next
)
)"_L1;

namespace {

// What belongs to the triggers and rules of `touched`. $4: the events of pg_trigger.tgtype, $5: those of
// pg_rewrite.ev_type.
// sqlnames: touched is the common table expression above
constexpr auto HooksSql = R"(
SELECT pg_catalog.format('trigger %s of %s.%s', g.tgname, n.nspname, c.relname), p.proname, f.nspname, l.lanname, p.prosrc, e.extname
FROM touched t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     JOIN pg_catalog.pg_trigger g ON g.tgrelid OPERATOR(pg_catalog.=) t.oid JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) g.tgfoid
     JOIN pg_catalog.pg_namespace f ON f.oid OPERATOR(pg_catalog.=) p.pronamespace JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE NOT g.tgisinternal AND g.tgenabled OPERATOR(pg_catalog.<>) 'D'
      AND (t.carried OR (g.tgtype::int OPERATOR(pg_catalog.&) $4::int) OPERATOR(pg_catalog.<>) 0)
UNION ALL
SELECT pg_catalog.format('rule %s of %s.%s', r.rulename, n.nspname, c.relname), '', '', '', '', ''
FROM touched t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     JOIN pg_catalog.pg_rewrite r ON r.ev_class OPERATOR(pg_catalog.=) t.oid
WHERE r.rulename OPERATOR(pg_catalog.<>) '_RETURN' AND r.ev_enabled OPERATOR(pg_catalog.<>) 'D' AND (t.carried OR r.ev_type OPERATOR(pg_catalog.=) ANY ($5::pg_catalog."char"[]))
)"_L1;
constexpr auto CommandsSql = R"(
SELECT pg_catalog.format('event trigger %s', g.evtname), p.proname, f.nspname, l.lanname, p.prosrc, e.extname
FROM pg_catalog.pg_event_trigger g JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) g.evtfoid
     JOIN pg_catalog.pg_namespace f ON f.oid OPERATOR(pg_catalog.=) p.pronamespace JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE g.evtenabled OPERATOR(pg_catalog.<>) 'D'
)"_L1;
constexpr auto ViewsSql = R"(
WITH RECURSIVE views(oid) AS (
    SELECT $1::pg_catalog.oid
    UNION
    SELECT d.refobjid
    FROM views v JOIN pg_catalog.pg_rewrite r ON r.ev_class OPERATOR(pg_catalog.=) v.oid AND r.ev_type OPERATOR(pg_catalog.=) '1'
         JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) r.oid
                              AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
)
SELECT pg_catalog.format('view %s.%s', n.nspname, c.relname), pg_catalog.pg_get_viewdef(c.oid)
FROM views v JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) v.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{v,m}'::pg_catalog."char"[])
)"_L1;
constexpr auto ChangingSql = R"(
SELECT DISTINCT p.proname
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE p.proname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (SELECT pg_catalog.jsonb_array_elements_text($1::pg_catalog.jsonb))
      AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND p.provolatile OPERATOR(pg_catalog.=) 'v' AND p.prokind OPERATOR(pg_catalog.=) ANY ('{f,p}'::pg_catalog."char"[])
      AND NOT coalesce(e.extname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (SELECT pg_catalog.jsonb_array_elements_text($2::pg_catalog.jsonb)), false)
)"_L1;

struct CodeWords
{
    QSet<QString> words;
    QStringList called;   // what stands before a parenthesis
    bool escaped = false; // names that are not what they look like (U&"...")
};

CodeWords wordsOf(const QString &code)
{
    CodeWords found;
    const QByteArray text = code.toUtf8();
    sql::Lexer lexer;
    lexer.setInput(text, 0, true);
    QString before;
    while (true) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::End)
            return found;
        if (token.type == sql::TokenType::Backslash) {
            lexer.skip(1);
            continue;
        }
        QString name;
        if (token.type == sql::TokenType::Word) {
            name = QString::fromUtf8(token.text).toLower();
            found.words.insert(name);
        } else if (token.type == sql::TokenType::QuotedName) {
            name = QString::fromUtf8(token.text);
            if (!name.startsWith(u'"'))
                found.escaped = true;
            name = name.sliced(1, qMax<qsizetype>(name.size() - 2, 0)).replace(u"\"\""_s, u"\""_s);
        } else if (token.type == sql::TokenType::Symbol && token.symbol == '(' && !before.isEmpty()) {
            found.called << before;
        }
        before = name;
    }
}

bool changesByItsWords(const CodeWords &found, UnseenEffects::Judging judging)
{
    static const QStringList Changing{u"delete"_s, u"truncate"_s, u"drop"_s,  u"update"_s,   u"merge"_s, u"execute"_s,
                                      u"call"_s,   u"do"_s,       u"alter"_s, u"reassign"_s, u"copy"_s,  u"import"_s};
    const auto says = [&found](const QString &word) { return found.words.contains(word); };
    return found.escaped || std::ranges::any_of(Changing, says)
        || (judging == UnseenEffects::Judging::AnyChange && says(u"insert"_s));
}

QByteArray jsonOf(const QStringList &list)
{
    return QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact);
}

int triggerEvents(const Destruction &what)
{
    constexpr int Insert = 4;
    constexpr int Delete = 8;
    constexpr int Update = 16;
    constexpr int Truncate = 32;
    switch (what.kind) {
    case Kind::Insert:
        return what.cascade ? Insert | Update : Insert;
    case Kind::Delete:
        return Delete;
    case Kind::Update:
        return Update | Insert | Delete; // a row may move to another partition
    case Kind::Merge:
        return Insert | Update | Delete;
    case Kind::Truncate:
        return Truncate;
    case Kind::Drop:
    case Kind::DropPart:
    case Kind::Call:
    case Kind::Block:
    case Kind::Unsure:
    case Kind::Retype:
    case Kind::Read:
    case Kind::Define:
    case Kind::Opaque:
        break;
    }
    return 0;
}

QByteArray ruleEvents(const Destruction &what)
{
    switch (what.kind) {
    case Kind::Insert:
        return "{3}";
    case Kind::Delete:
        return "{4}";
    case Kind::Update:
        return "{2}";
    case Kind::Merge:
        return "{2,3,4}";
    case Kind::Drop:
    case Kind::DropPart:
    case Kind::Truncate:
    case Kind::Call:
    case Kind::Block:
    case Kind::Unsure:
    case Kind::Retype:
    case Kind::Read:
    case Kind::Define:
    case Kind::Opaque:
        break;
    }
    return "{}";
}

const char *truth(bool value) { return value ? "true" : "false"; }

} // namespace

bool changesLargeObjects(const QString &function)
{
    static const QSet<QString> names{u"lo_unlink"_s, u"lo_truncate"_s, u"lo_truncate64"_s, u"lo_put"_s, u"lowrite"_s};
    return names.contains(function);
}

bool destroysByItself(const QString &function)
{
    static const QSet<QString> names{
        u"pg_drop_replication_slot"_s,
        u"pg_replication_slot_advance"_s,
        u"pg_logical_slot_get_changes"_s,
        u"pg_logical_slot_get_binary_changes"_s,
        u"pg_file_unlink"_s,
        u"pg_file_write"_s,
        u"pg_file_rename"_s,
        u"lo_export"_s,
        u"query_to_xml"_s,
        u"query_to_xmlschema"_s,
        u"query_to_xml_and_xmlschema"_s,
        u"ts_stat"_s,
        u"ts_rewrite"_s,
        u"pg_extension_config_dump"_s};
    return names.contains(function) || changesLargeObjects(function) || function.startsWith("binary_upgrade_"_L1);
}

const QStringList &harmlessExtensions()
{
    static const QStringList names{
        u"pgcrypto"_s,       u"uuid-ossp"_s, u"pg_trgm"_s,    u"citext"_s,    u"hstore"_s,
        u"ltree"_s,          u"vector"_s,    u"unaccent"_s,   u"intarray"_s,  u"cube"_s,
        u"fuzzystrmatch"_s,  u"btree_gin"_s, u"btree_gist"_s, u"tablefunc"_s, u"pg_stat_statements"_s,
        u"tsm_system_rows"_s};
    return names;
}

UnseenEffects::UnseenEffects(Ask ask, QStringList defined, Judging judging)
    : m_ask(std::move(ask))
    , m_defined(std::move(defined))
    , m_judging(judging)
{
}

Result<QStringList> UnseenEffects::changing(const QStringList &functions)
{
    QStringList found;
    for (const QString &function : functions) {
        if (destroysByItself(function) || m_defined.contains(function))
            found << function;
    }
    ASSIGN_OR_RETURN(const auto rows, m_ask(QString(ChangingSql), {jsonOf(functions), jsonOf(harmlessExtensions())}));
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        found << rows.text(row, 0);
    return found;
}

Result<QStringList> UnseenEffects::judge(const std::vector<Code> &all)
{
    QStringList unseen;
    for (const Code &code : all) {
        const bool ofServer = code.schema == "pg_catalog"_L1 && code.extension.isEmpty();
        if (!code.function.isEmpty() && (ofServer || harmlessExtensions().contains(code.extension)))
            continue;
        const bool readable = code.language == "plpgsql"_L1 || code.language == "sql"_L1;
        const CodeWords words = wordsOf(code.text);
        bool harmless = readable && !m_defined.contains(code.function) && !changesByItsWords(words, m_judging);
        if (harmless && !words.called.isEmpty()) {
            const auto called = changing(words.called);
            if (!called)
                return called;
            harmless = called->isEmpty();
        }
        if (!harmless && !unseen.contains(code.name))
            unseen << code.name;
    }
    return unseen;
}

Result<QStringList> UnseenEffects::judgeViews(quint32 relation)
{
    ASSIGN_OR_RETURN(const auto rows, m_ask(QString(ViewsSql), {QByteArray::number(relation)}));
    QStringList unseen;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const CodeWords words = wordsOf(rows.text(row, 1));
        const auto called = changing(words.called);
        if (!called)
            return called;
        if (words.escaped || !called->isEmpty())
            unseen << rows.text(row, 0);
    }
    return unseen;
}

Result<QStringList> UnseenEffects::of(const Destruction &what, quint32 relation)
{
    if (what.kind == Kind::Read)
        return judgeViews(relation);
    const int events = triggerEvents(what);
    if (events == 0)
        return QStringList();
    const bool keys = what.kind == Kind::Delete || what.kind == Kind::Update || what.kind == Kind::Merge
                   || (what.kind == Kind::Insert && what.cascade);
    ASSIGN_OR_RETURN(
        const auto rows,
        m_ask(
            u"WITH RECURSIVE "_s + TouchedSql + HooksSql,
            {QByteArray::number(relation), truth(keys), truth(what.kind == Kind::Truncate && what.cascade),
             QByteArray::number(events), ruleEvents(what)}));
    std::vector<Code> hooks;
    hooks.reserve(size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        hooks.push_back(
            {rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
             rows.text(row, 5)});
    return judge(hooks);
}

Result<QStringList> UnseenEffects::ofCommands()
{
    ASSIGN_OR_RETURN(const auto rows, m_ask(QString(CommandsSql), {}));
    std::vector<Code> all;
    all.reserve(size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        all.push_back(
            {rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
             rows.text(row, 5)});
    return judge(all);
}

} // namespace howdah::connection
