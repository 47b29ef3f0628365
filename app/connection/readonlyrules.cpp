// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonlyrules.h"

#include "sql/lexer.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace howdah::connection {

namespace {

using sql::Token;
using sql::TokenType;

QString tr(const char *text) { return QCoreApplication::translate("ReadOnlyRules", text); }

// The functions that change something whatever transaction calls them (those of large objects up to PostgreSQL 15).
constexpr std::array<QByteArrayView, 35> Doers{
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_promote",
    "pg_notify",
    "pg_switch_wal",
    "pg_create_restore_point",
    "pg_wal_replay_pause",
    "pg_wal_replay_resume",
    "pg_logical_emit_message",
    "pg_create_logical_replication_slot",
    "pg_create_physical_replication_slot",
    "pg_drop_replication_slot",
    "pg_replication_slot_advance",
    "pg_stat_reset",
    "pg_stat_reset_shared",
    "pg_stat_statements_reset",
    "pg_file_write",
    "pg_file_rename",
    "pg_file_unlink",
    "pg_file_sync",
    "lo_export",
    "lo_import",
    "lo_create",
    "lo_creat",
    "lo_unlink",
    "lo_from_bytea",
    "lo_put",
    "lowrite",
    "lo_truncate",
    "lo_truncate64",
    "dblink",
    "dblink_exec",
    "dblink_send_query",
};

// Commands that PostgreSQL runs in a read-only transaction although they leave something behind.
constexpr std::array<QByteArrayView, 8> Commands{"vacuum",  "analyze",    "analyse", "reindex",
                                                 "cluster", "checkpoint", "notify",  "load"};

struct Word
{
    TokenType type = TokenType::End;
    QByteArray text; // a name as the server takes it; a symbol; empty for strings and numbers
    bool escaped = false;
    int depth = 0; // of parentheses
};

// U&"..." may spell any name with escapes.
Word nameOf(const Token &token)
{
    Word word{.type = TokenType::QuotedName, .text = token.text.toByteArray()};
    word.escaped = token.text.isEmpty() || token.text.startsWith('U') || token.text.startsWith('u');
    if (word.text.startsWith('"'))
        word.text = word.text.sliced(1, word.text.size() - 2).replace("\"\"", "\"");
    return word;
}

std::vector<Word> wordsOf(const QByteArray &text)
{
    std::vector<Word> words;
    sql::Lexer lexer;
    lexer.setInput(text, 0, true);
    int depth = 0;
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End)
            return words;
        Word word{.type = token.type};
        switch (token.type) {
        case TokenType::Backslash:
            lexer.skip(1);
            continue;
        case TokenType::Word:
            word.text = token.text.toByteArray().toLower();
            break;
        case TokenType::QuotedName:
            word = nameOf(token);
            break;
        case TokenType::Symbol:
            word.text = QByteArray(1, token.symbol);
            depth += token.symbol == '(' ? 1 : token.symbol == ')' ? -1 : 0;
            break;
        default:
            break;
        }
        word.depth = depth;
        words.push_back(std::move(word));
    }
}

Result<ReadOnlyWay> refused(const QString &what)
{
    return fail(
        ErrorKind::Permission, tr("%1 is refused: this session may only read").arg(what),
        tr("Unlock writing for a time, then run it again."));
}

bool has(const std::vector<Word> &words, QByteArrayView word)
{
    return std::ranges::any_of(
        words, [word](const Word &one) { return one.type == TokenType::Word && one.text == word; });
}

bool namesTheMode(const Word &word)
{
    if (word.type != TokenType::Word && word.type != TokenType::QuotedName)
        return false;
    const QByteArray name = word.text.toLower(); // the names of settings do not tell case
    return word.escaped || name == "transaction_read_only" || name == "default_transaction_read_only";
}

// COPY may only write to this program.
bool copiesToHere(const std::vector<Word> &words)
{
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        if (words[i].type == TokenType::Word && words[i].text == "to" && words[i].depth == 0)
            return words[i + 1].type == TokenType::Word && words[i + 1].text == "stdout";
        if (words[i].type == TokenType::Word && words[i].text == "from" && words[i].depth == 0)
            return !has(words, "program"); // into a table: the server refuses that
    }
    return false;
}

QByteArray calledDoer(const std::vector<Word> &words)
{
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const bool name = words[i].type == TokenType::Word || words[i].type == TokenType::QuotedName;
        const bool called = words[i + 1].type == TokenType::Symbol && words[i + 1].text == "(";
        if (name && called && changesByItself(words[i].text))
            return words[i].text;
    }
    return {};
}

} // namespace

bool changesByItself(QByteArrayView function) { return std::ranges::find(Doers, function) != Doers.end(); }

Result<ReadOnlyWay> readOnlyWay(const QString &sql)
{
    const std::vector<Word> words = wordsOf(sql.toUtf8());
    const auto first = std::ranges::find(words, TokenType::Word, &Word::type);
    if (first == words.end())
        return ReadOnlyWay::Plain;
    const QByteArray &command = first->text;
    const QString name = QString::fromUtf8(command.toUpper());
    if (std::ranges::find(Commands, QByteArrayView(command)) != Commands.end())
        return refused(name);
    if ((command == "begin" || command == "start") && has(words, "write"))
        return refused(name + QStringLiteral(" ... READ WRITE"));
    if (command == "set") {
        const bool characteristics = has(words, "transaction") || has(words, "characteristics");
        if (std::ranges::any_of(words, namesTheMode) || (characteristics && has(words, "write")))
            return refused(tr("To switch the read-only mode"));
    }
    // Back to how the session began: that may have been another mode.
    if (command == "discard" || (command == "reset" && (has(words, "all") || std::ranges::any_of(words, namesTheMode))))
        return refused(name);
    if (command == "alter" && has(words, "system"))
        return refused(QStringLiteral("ALTER SYSTEM"));
    if (command == "copy" && !copiesToHere(words))
        return refused(tr("COPY to a file or program of the server"));
    if (const QByteArray doer = calledDoer(words); !doer.isEmpty())
        return refused(QString::fromUtf8(doer) + QStringLiteral("()"));
    return command == "do" || command == "call" ? ReadOnlyWay::InBlock : ReadOnlyWay::Plain;
}

} // namespace howdah::connection
