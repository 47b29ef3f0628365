// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/secrets.h"

#include "base/error.h"
#include "sql/lexer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <vector>

namespace howdah::sql {

namespace {

constexpr int Deepest = 6;                    // of statements in literals
constexpr qsizetype LongestLiteral = 4 << 20; // of a literal that is looked through

struct Word
{
    TokenType type = TokenType::End;
    char symbol = 0;
    qsizetype begin = 0;
    qsizetype end = 0;
    QByteArray name; // of a word or a quoted name, as the server takes it; the text of a number
    [[nodiscard]] bool isName() const { return type == TokenType::Word || type == TokenType::QuotedName; }
    [[nodiscard]] bool is(QByteArrayView word) const { return type == TokenType::Word && name == word; }
    [[nodiscard]] bool is(char one) const { return type == TokenType::Symbol && symbol == one; }
    [[nodiscard]] bool isValue() const { return type == TokenType::String || type == TokenType::Number; }
};

// Functions that are given a secret.
bool takesSecret(const QByteArray &function)
{
    constexpr std::array<QByteArrayView, 14> names{"crypt",      "gen_salt", "encrypt", "encrypt_iv", "decrypt",
                                                   "decrypt_iv", "hmac",     "digest",  "sign",       "verify",
                                                   "md5",        "sha224",   "sha256",  "sha384"};
    constexpr std::array<QByteArrayView, 5> families{"pgp_", "dblink", "crypto_", "raw_encrypt", "raw_decrypt"};
    return std::ranges::find(names, QByteArrayView(function)) != names.end() || function == "sha512"
        || std::ranges::any_of(families, [&](QByteArrayView family) { return function.startsWith(family); })
        || isSecretName(function);
}

// Words that end what was said of the name before them.
bool endsItem(const QByteArray &word)
{
    constexpr std::array<QByteArrayView, 22> words{"where",  "from",   "returning", "and",    "or",    "values",
                                                   "valid",  "order",  "group",     "having", "limit", "publication",
                                                   "select", "insert", "update",    "delete", "join",  "on",
                                                   "union",  "using",  "window",    "do"};
    return std::ranges::find(words, QByteArrayView(word)) != words.end();
}

// A connection string or a document that holds one.
bool holdsSecret(const QByteArray &value)
{
    const QString text = QString::fromUtf8(value);
    return redact(text) != text;
}

bool isDocument(const QByteArray &value) { return value.startsWith('{') || value.startsWith('['); }
QByteArray maskDocument(const QByteArray &value, int depth);

class Masker final
{
public:
    explicit Masker(QByteArray text, int depth)
        : m_text(std::move(text))
        , m_depth(depth)
    {
    }

    MaskedText run()
    {
        read();
        m_kind = m_words.empty() ? QByteArray() : m_words.front().name;
        for (m_at = 0; m_at < m_words.size(); ++m_at)
            take(m_words[m_at]);
        maskOpenEnd();
        return write();
    }
    // The last name is a secret's, and its value does not stand here.
    [[nodiscard]] bool isOpenAtEnd() const { return m_item >= 0 && !m_itemHasValue; }
    [[nodiscard]] bool hasSecretName() const { return m_named; }

private:
    struct Place
    {
        qsizetype begin;
        qsizetype end;
        QByteArray by;
    };

    // A parenthesis that is open.
    struct List
    {
        bool secret = false;  // all that it holds
        bool values = false;  // of VALUES: by columns
        bool format = false;  // format(): a template that speaks of a secret makes its arguments ones
        bool setting = false; // set_config()
        int element = 0;
    };

    void read()
    {
        Lexer lexer;
        lexer.setInput(m_text, 0, true);
        qsizetype behind = 0;
        while (true) {
            const Token token = lexer.next();
            const qsizetype begin = token.type == TokenType::End ? m_text.size() : qsizetype(token.begin);
            if (token.type == TokenType::End && lexer.open() != OpenToken::None) {
                m_openFrom = qsizetype(lexer.openOffset());
                maskComment(behind, m_openFrom);
                return;
            }
            maskComment(behind, begin);
            if (token.type == TokenType::End)
                return;
            behind = qsizetype(token.end);
            if (token.type == TokenType::Backslash) {
                lexer.skip(1);
                continue;
            }
            Word word{token.type, token.symbol, begin, behind, {}};
            const QByteArrayView raw = QByteArrayView(m_text).sliced(begin, behind - begin);
            if (token.type == TokenType::Word)
                word.name = raw.toByteArray().toLower();
            else if (token.type == TokenType::QuotedName)
                word.name = quotedNameValue(raw);
            else if (token.type == TokenType::Number)
                word.name = raw.toByteArray();
            m_words.push_back(std::move(word));
        }
    }

    // A statement that was commented out.
    void maskComment(qsizetype begin, qsizetype end)
    {
        QByteArray between = m_text.sliced(begin, end - begin);
        if (m_depth >= Deepest || between.trimmed().isEmpty())
            return;
        // What opened it is no operator.
        const qsizetype dashes = between.indexOf("--");
        const qsizetype star = between.indexOf("/*");
        const qsizetype open = std::max<qsizetype>(dashes < 0 ? star : star < 0 ? dashes : std::min(dashes, star), 0);
        Masker inner(between.mid(open + 2), m_depth + 1);
        MaskedText masked = inner.run();
        if (holdsSecret(masked.text))
            masked.text = redact(QString::fromUtf8(masked.text)).toUtf8();
        if (masked.text != between.mid(open + 2))
            m_places.push_back({begin + open + 2, end, masked.text});
        m_values << masked.values;
    }

    void take(const Word &word)
    {
        switch (word.type) {
        case TokenType::Symbol:
            takeSymbol(word);
            return;
        case TokenType::Word:
        case TokenType::QuotedName:
            takeName(word);
            return;
        case TokenType::String:
        case TokenType::Number:
            takeValue(word);
            return;
        case TokenType::NeedMore:
        case TokenType::End:
        case TokenType::Backslash:
            return;
        }
    }

    [[nodiscard]] const Word *behind(std::size_t steps = 1) const
    {
        return m_at + steps < m_words.size() ? &m_words[m_at + steps] : nullptr;
    }
    [[nodiscard]] const Word *before(std::size_t steps = 1) const
    {
        return m_at >= steps ? &m_words[m_at - steps] : nullptr;
    }

    // ---- names

    void takeName(const Word &word)
    {
        const int depth = int(m_lists.size());
        if (word.type == TokenType::Word && m_item >= 0 && depth <= m_item && !goesOn(word))
            m_item = -1;
        if (word.is("from") && depth == m_selectDepth)
            m_inSelectList = false;
        if (word.is("insert") || word.is("values") || word.is("select"))
            takeClause(word);
        if (word.is("program") && behind() && behind()->type == TokenType::String)
            m_program = true;
        const bool isCall = behind() && behind()->is('(');
        const bool isConnection = word.is("connection") || word.is("conninfo") || word.is("primary_conninfo");
        if (!isConnection && !isSecretName(word.name))
            return;
        m_named = true;
        if (isCall && takesSecret(word.name))
            return; // its list
        maskBefore();
        m_item = depth;
        m_itemHasValue = false;
        m_cases = 0;
        m_between = false;
        // SET x.secret TO word: a value without quotes.
        m_itemTakesWords = depth == 0 && isSetting();
    }

    // SET ..., ALTER ROLE ... SET ..., ALTER SYSTEM SET ...
    [[nodiscard]] bool isSetting() const
    {
        if (m_kind == "set")
            return true;
        const bool alters =
            m_kind == "alter" && m_words.size() > 1
            && (m_words[1].is("role") || m_words[1].is("user") || m_words[1].is("database") || m_words[1].is("system"));
        return alters && std::ranges::any_of(m_words, [](const Word &one) { return one.is("set"); });
    }

    [[nodiscard]] bool goesOn(const Word &word)
    {
        if (word.is("case"))
            ++m_cases;
        else if (word.is("end"))
            --m_cases;
        if (m_cases > 0)
            return true;
        if (word.is("between"))
            m_between = true;
        if (word.is("and") && std::exchange(m_between, false))
            return true;
        const bool compares = word.is("from") && before() && before()->is("distinct");
        if (m_itemTakesWords && !word.is("to") && !word.is("from") && !word.is("current")) {
            m_places.push_back({word.begin, word.end, "'***'"});
            m_values << word.name;
            return true;
        }
        return compares || !endsItem(word.name);
    }

    // 'hush' = password, 'hush' AS password
    void maskBefore()
    {
        const Word *operation = before();
        const Word *value = before(2);
        if (operation && value && value->isValue() && (operation->is('=') || operation->is("as")))
            mask(*value);
    }

    // ---- INSERT

    // The columns of an INSERT, and what stands in the places of those that are secret.
    void takeClause(const Word &word)
    {
        if (word.is("insert")) {
            m_columns.clear();
            m_allColumns = false;
            readColumns();
            return;
        }
        m_inSelectList = word.is("select") && hasSecretColumns();
        m_selectDepth = int(m_lists.size());
        m_selectElement = 0;
        m_inValues = word.is("values") && hasSecretColumns();
    }

    [[nodiscard]] bool hasSecretColumns() const { return m_allColumns || !m_columns.empty(); }
    [[nodiscard]] bool isSecretColumn(int at) const
    {
        return m_allColumns || std::ranges::find(m_columns, at) != m_columns.end();
    }

    void readColumns()
    {
        std::size_t at = m_at + 1;
        if (at < m_words.size() && m_words[at].is("into"))
            ++at;
        QByteArray table;
        for (; at < m_words.size() && (m_words[at].isName() || m_words[at].is('.')); ++at) {
            if (m_words[at].is("as") || m_words[at].is("values") || m_words[at].is("select"))
                break;
            if (m_words[at].isName())
                table = m_words[at].name;
        }
        while (at < m_words.size() && m_words[at].isName() && !m_words[at].is("values") && !m_words[at].is("select"))
            ++at; // AS alias
        if (at >= m_words.size() || !m_words[at].is('(')) {
            m_allColumns = isSecretName(table);
            return;
        }
        int column = 0;
        for (++at; at < m_words.size() && !m_words[at].is(')'); ++at) {
            if (m_words[at].is(','))
                ++column;
            else if (m_words[at].isName() && isSecretName(m_words[at].name))
                m_columns.push_back(column);
        }
    }

    // ---- symbols

    void takeSymbol(const Word &word)
    {
        const int depth = int(m_lists.size());
        if (word.is('(')) {
            open();
            return;
        }
        if (word.is(')') && !m_lists.empty())
            m_lists.pop_back();
        if (word.is(',') && !m_lists.empty())
            ++m_lists.back().element;
        if (word.is(',') && depth == m_selectDepth)
            ++m_selectElement;
        if (word.is(';')) {
            m_lists.clear();
            m_columns.clear();
            m_item = -1;
            m_inValues = m_inSelectList = m_allColumns = m_rest = false;
        }
        const bool ends = (word.is(',') && depth <= m_item) || (word.is(')') && depth <= m_item);
        if (m_item >= 0 && ends && !(m_itemTakesWords && word.is(',')))
            m_item = -1;
        if (word.is(')') && behind() && behind()->is('=') && m_setList)
            m_setSecret = true; // (a, password) = (...)
    }

    void open()
    {
        const Word *name = before();
        List list;
        list.secret = !m_lists.empty() && m_lists.back().secret;
        if (name && name->isName()) {
            list.secret = list.secret || takesSecret(name->name);
            list.format = name->name == "format" || name->name == "concat" || name->name == "concat_ws";
            list.setting = name->name == "set_config";
        }
        if (!m_lists.empty() && m_lists.back().format)
            list.format = true;
        list.values = m_inValues && (!name || name->is("values") || name->is(','));
        // SET (a, password) = (...): all of it, since it may be a row, or a query.
        if (std::exchange(m_setSecret, false))
            list.secret = true;
        m_setList = false;
        for (std::size_t at = m_at + 1; at < m_words.size() && !m_words[at].is(')') && !m_words[at].is('('); ++at)
            m_setList = m_setList || (m_words[at].isName() && isSecretName(m_words[at].name));
        m_lists.push_back(list);
    }

    // ---- values

    void takeValue(const Word &word)
    {
        const bool secret = isSecretPlace();
        if (m_item >= 0)
            m_itemHasValue = true;
        if (m_program && word.type == TokenType::String) {
            m_program = false;
            maskCommand(word);
            return;
        }
        if (secret) {
            mask(word);
            return;
        }
        if (word.type != TokenType::String)
            return;
        if (behind() && behind()->is("as") && behind(2) && behind(2)->isName() && isSecretName(behind(2)->name))
            mask(word);
        else
            lookThrough(word);
    }

    [[nodiscard]] bool isSecretPlace() const
    {
        if (m_item >= 0 || m_rest)
            return true;
        if (m_inSelectList && int(m_lists.size()) >= m_selectDepth && isSecretColumn(m_selectElement))
            return true;
        for (const List &list : m_lists) {
            if (list.secret || (list.values && isSecretColumn(list.element)))
                return true;
        }
        return false;
    }

    void mask(const Word &word)
    {
        const QByteArray raw = m_text.sliced(word.begin, word.end - word.begin);
        if (word.type == TokenType::Number && raw.startsWith('$')) {
            m_parameters.insert(raw.sliced(1).toInt());
            return;
        }
        m_places.push_back({word.begin, word.end, "'***'"});
        m_values << (word.type == TokenType::String ? literalValue(raw) : raw);
    }

    // The program is what the log is read for; what it is given is not.
    void maskCommand(const Word &word)
    {
        const QByteArray command = literalValue(QByteArrayView(m_text).sliced(word.begin, word.end - word.begin));
        const QByteArray program = command.trimmed().split(' ').first();
        const bool isPlain = std::ranges::all_of(program, [](char one) {
            return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '/'
                || one == '.' || one == '_' || one == '-';
        });
        if (isPlain && program == command.trimmed())
            return;
        m_places.push_back({word.begin, word.end, isPlain ? "'" + program + " ***'" : QByteArray("'***'")});
        m_values << command;
    }

    // A literal may be a statement, a part of one, or a connection string.
    void lookThrough(const Word &word)
    {
        const QByteArrayView raw = QByteArrayView(m_text).sliced(word.begin, word.end - word.begin);
        const QByteArray value = literalValue(raw);
        if (m_depth >= Deepest || value.size() > LongestLiteral)
            return;
        // The name of a setting: what it is set to stands behind it.
        if (!m_lists.empty() && m_lists.back().setting && m_lists.back().element == 0 && isSecretName(value)) {
            m_lists.back().secret = true;
            return;
        }
        if (value.size() < 4)
            return;
        Masker inner(value, m_depth + 1);
        MaskedText masked = inner.run();
        if (inner.hasSecretName() && !m_lists.empty() && m_lists.back().format)
            m_lists.back().secret = true;
        else if (inner.isOpenAtEnd() && behind() && behind()->is('|'))
            m_rest = true; // 'ALTER ROLE a PASSWORD ' || 'hush'
        if (isDocument(value)) {
            const QByteArray document = maskDocument(value, m_depth + 1);
            if (document != value) {
                m_places.push_back({word.begin, word.end, quotedLike(raw, document)});
                m_values << value;
            }
            return;
        }
        if (masked.text == value) {
            if (holdsSecret(value)) {
                m_places.push_back({word.begin, word.end, "'***'"});
                m_values << value;
            }
            return;
        }
        m_values << masked.values;
        for (const int number : masked.parameters)
            m_parameters.insert(number);
        m_places.push_back({word.begin, word.end, quotedLike(raw, masked.text)});
    }

    static QByteArray quotedLike(QByteArrayView literal, QByteArray text)
    {
        if (literal.startsWith('$')) {
            const QByteArray tag = literal.first(literal.indexOf('$', 1) + 1).toByteArray();
            if (!text.contains(tag))
                return tag + text + tag;
        }
        return '\'' + text.replace("'", "''") + '\'';
    }

    // A string or a name without an end: it may be anything.
    void maskOpenEnd()
    {
        if (m_openFrom < 0)
            return;
        const QByteArray rest = m_text.sliced(m_openFrom);
        Masker inner(rest.mid(1), m_depth + 1);
        const bool speaks = m_depth < Deepest && (inner.run(), inner.hasSecretName());
        if (m_named || speaks || isSecretPlace() || holdsSecret(rest)) {
            m_places.push_back({m_openFrom, m_text.size(), "'***"});
            m_values << rest.mid(1);
        }
    }

    MaskedText write()
    {
        std::ranges::sort(m_places, {}, &Place::begin);
        QByteArray text = m_text;
        qsizetype limit = text.size() + 1;
        for (auto it = m_places.rbegin(); it != m_places.rend(); ++it) {
            if (it->end > limit)
                continue;
            text.replace(it->begin, it->end - it->begin, it->by);
            limit = it->begin;
        }
        return {text, m_parameters, m_values};
    }

    const QByteArray m_text;
    const int m_depth;
    std::vector<Word> m_words;
    std::size_t m_at = 0;
    QByteArray m_kind; // the first word
    std::vector<List> m_lists;
    std::vector<int> m_columns; // of an INSERT: those that are secret
    bool m_allColumns = false;
    bool m_inValues = false;
    bool m_inSelectList = false;
    int m_selectDepth = 0;
    int m_selectElement = 0;
    bool m_setList = false;   // the parenthesis that is open names a secret
    bool m_setSecret = false; // and its values come
    int m_item = -1;          // the depth at which a secret was named, while its value may come
    bool m_itemHasValue = false;
    bool m_itemTakesWords = false;
    int m_cases = 0;
    bool m_between = false;
    bool m_named = false;   // a secret was named anywhere
    bool m_rest = false;    // all that follows, up to the end of the statement
    bool m_program = false; // COPY ... PROGRAM
    qsizetype m_openFrom = -1;
    std::vector<Place> m_places;
    QSet<int> m_parameters;
    QByteArrayList m_values;
};

QByteArray maskValue(const QByteArray &value, int depth)
{
    if (value.size() < 4 || value.size() > LongestLiteral || depth >= Deepest)
        return value;
    if (isDocument(value))
        return maskDocument(value, depth);
    const QByteArray masked = Masker(value, depth).run().text;
    return masked == value && holdsSecret(value) ? redact(QString::fromUtf8(value)).toUtf8() : masked;
}

QJsonValue maskJson(const QJsonValue &value, int depth)
{
    if (value.isString()) {
        const QByteArray text = value.toString().toUtf8();
        const QByteArray masked = maskValue(text, depth + 1);
        return masked == text ? value : QJsonValue(QString::fromUtf8(masked));
    }
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        for (auto &&one : array)
            one = maskJson(one, depth);
        return array;
    }
    QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const bool isSecret = isSecretName(it.key().toUtf8()) && !it.value().isBool() && !it.value().isNull();
        it.value() = isSecret ? QJsonValue(QStringLiteral("***")) : maskJson(it.value(), depth);
    }
    return value.isObject() ? QJsonValue(object) : value;
}

// JSON keeps all but its secrets. Of anything else with such quotes, an array of PostgreSQL for example, nothing is
// kept when it speaks of one.
QByteArray maskDocument(const QByteArray &value, int depth)
{
    const QJsonDocument document = QJsonDocument::fromJson(value);
    if (!document.isNull()) {
        const QJsonValue before = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        const QJsonValue after = maskJson(before, depth);
        if (after == before)
            return value;
        return (after.isArray() ? QJsonDocument(after.toArray()) : QJsonDocument(after.toObject()))
            .toJson(QJsonDocument::Compact);
    }
    QByteArray plain = value;
    plain.replace('\\', "").replace('"', " ");
    Masker masker(plain, depth);
    return masker.run().text != plain || holdsSecret(value) ? QByteArray("***") : value;
}

} // namespace

MaskedText maskSecrets(const QByteArray &text) { return Masker(text, 0).run(); }

QByteArray maskSecretsInValue(const QByteArray &value) { return maskValue(value, 0); }

} // namespace howdah::sql
