// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/handlebars_node.h"

#include "base/propagate.h"
#include "prompt/tr.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

using Node = HandlebarsNode;
using Expression = HandlebarsExpression;
using ValueKind = TemplateValue::Kind;
using Pieces = std::vector<TemplatePiece>;

const QSet<QString> &valueHelpers()
{
    static const QSet<QString> names{u"json"_s,  u"role"_s,   u"history"_s, u"section"_s,
                                     u"media"_s, u"lookup"_s, u"log"_s};
    return names;
}

const QSet<QString> &blockHelpers()
{
    static const QSet<QString> names{u"if"_s, u"unless"_s, u"each"_s, u"with"_s, u"ifEquals"_s, u"unlessEquals"_s};
    return names;
}

bool isHelperName(const Expression &call, const QSet<QString> &names)
{
    return !call.own && !call.data && names.contains(call.original);
}

// Carries a template out. What it knows at a place is a scope: the context, the data with @ and the names of blocks.
class Renderer final
{
public:
    explicit Renderer(const HandlebarsData &data)
        : m_data(data)
    {
    }

    Result<HandlebarsRendering> render(const std::vector<Node> &nodes)
    {
        Scope root;
        root.context = &m_data.values;
        for (qsizetype i = 0; i < m_data.context.keys.size(); ++i)
            root.data.insert(m_data.context.keys[i], m_data.context.items[size_t(i)]);
        root.root = &m_data.values;
        RETURN_IF_ERROR(program(nodes, root, m_rendering.pieces));
        return std::move(m_rendering);
    }

private:
    static constexpr int MaxDepth = 100;
    static constexpr qsizetype MaxText = 20'000'000;
    static constexpr qsizetype MaxSteps = 2'000'000; // loops in loops may give no text at all

    // One on the stack of the call that opens it; what it points to lives as long.
    struct Scope
    {
        const TemplateValue *context = nullptr;
        const TemplateValue *root = nullptr;
        const Scope *outer = nullptr; // of ../
        QMap<QString, TemplateValue> data;
        const Scope *outerData = nullptr; // of @../
        QMap<QString, TemplateValue> names;
    };

    static std::unexpected<Error> problem(const Node &node, const QString &message)
    {
        return fail(ErrorKind::Invalid, tr("Line %1: %2").arg(node.line).arg(message));
    }

    Result<void> add(Pieces &pieces, const QString &text)
    {
        m_written += text.size();
        if (m_written > MaxText)
            return fail(ErrorKind::Invalid, tr("The template gives more than %1 characters").arg(MaxText));
        if (text.isEmpty())
            return {};
        if (pieces.empty() || pieces.back().kind != TemplatePiece::Kind::Text)
            pieces.push_back({TemplatePiece::Kind::Text, {}, {}});
        pieces.back().text += text;
        return {};
    }

    Result<void> program(const std::vector<Node> &nodes, const Scope &scope, Pieces &pieces)
    {
        if (++m_depth > MaxDepth)
            return fail(ErrorKind::Invalid, tr("Blocks and partials are nested deeper than %1").arg(MaxDepth));
        for (const Node &node : nodes) {
            if (++m_steps > MaxSteps)
                return fail(ErrorKind::Invalid, tr("The template takes more than %1 steps").arg(MaxSteps));
            switch (node.kind) {
            case Node::Kind::Text:
                RETURN_IF_ERROR(add(pieces, node.text));
                break;
            case Node::Kind::Value:
                RETURN_IF_ERROR(value(node, scope, pieces));
                break;
            case Node::Kind::Block:
                RETURN_IF_ERROR(block(node, scope, pieces));
                break;
            case Node::Kind::Partial:
                RETURN_IF_ERROR(partial(node, scope, pieces));
                break;
            }
        }
        --m_depth;
        return {};
    }

    // ---- expressions

    static const TemplateValue &nothing()
    {
        static const TemplateValue missing;
        return missing;
    }

    const TemplateValue &follow(const TemplateValue *from, const QStringList &path, qsizetype begin)
    {
        // "user.name" may also be the name of a value.
        if (from && begin == 0 && path.size() > 1)
            if (const TemplateValue *whole = from->member(path.join(u'.')))
                return *whole;
        for (qsizetype i = begin; i < path.size() && from; ++i) {
            // As in JavaScript, what null has is null.
            if (from->kind == ValueKind::Null)
                return *from;
            const TemplateValue *next = from->member(path[i]);
            from = next ? next : ownProperty(*from, path[i]);
        }
        return from ? *from : nothing();
    }

    // What JavaScript's lists and texts have beside their items.
    const TemplateValue *ownProperty(const TemplateValue &value, const QString &name)
    {
        const bool text = value.kind == ValueKind::Text;
        if (!text && value.kind != ValueKind::List)
            return nullptr;
        const qsizetype size = text ? value.text.size() : qsizetype(value.items.size());
        if (name == "length"_L1)
            return keep(TemplateValue::ofNumber(double(size)));
        bool isIndex = false;
        const qulonglong index = name.toULongLong(&isIndex);
        return text && isIndex && index < qulonglong(size)
                 ? keep(TemplateValue::ofText(value.text.mid(qsizetype(index), 1)))
                 : nullptr;
    }

    const TemplateValue *keep(TemplateValue made)
    {
        m_made.push_back(std::make_unique<TemplateValue>(std::move(made)));
        return m_made.back().get();
    }

    const TemplateValue &dataOf(const Expression &path, const Scope &scope)
    {
        const Scope *place = &scope;
        for (int up = path.up; up > 0 && place; --up)
            place = place->outerData;
        if (path.path.isEmpty())
            return nothing();
        for (; place; place = place->outerData) {
            if (const auto found = place->data.find(path.path[0]); found != place->data.end())
                return follow(&*found, path.path, 1);
            if (path.path[0] == "root"_L1 && !place->outerData)
                return follow(place->root, path.path, 1);
        }
        return nothing();
    }

    const TemplateValue &lookUp(const Expression &path, const Scope &scope)
    {
        if (path.data)
            return dataOf(path, scope);
        if (!path.own && !path.path.isEmpty())
            for (const Scope *place = &scope; place; place = place->outer)
                if (const auto found = place->names.find(path.path[0]); found != place->names.end())
                    return follow(&*found, path.path, 1);
        const Scope *place = &scope;
        for (int up = path.up; up > 0 && place; --up)
            place = place->outer;
        return place ? follow(place->context, path.path, 0) : nothing();
    }

    // Answers a reference where the value stands already, so that an object is identical to itself.
    Result<const TemplateValue *> evaluate(const Expression &expression, const Scope &scope)
    {
        switch (expression.kind) {
        case Expression::Kind::Literal:
            return &expression.literal;
        case Expression::Kind::Path:
            return &lookUp(expression, scope);
        case Expression::Kind::Call:
            break;
        }
        ASSIGN_OR_RETURN(TemplateValue made, call(expression, scope));
        return keep(std::move(made));
    }

    Result<std::vector<const TemplateValue *>> evaluateAll(const Expression &call, const Scope &scope)
    {
        std::vector<const TemplateValue *> values;
        for (const Expression &parameter : call.parameters) {
            ASSIGN_OR_RETURN(const TemplateValue *one, evaluate(parameter, scope));
            // Handlebars gives helpers an empty object for a context that is null.
            const bool context =
                parameter.kind == Expression::Kind::Path && !parameter.data && parameter.path.isEmpty();
            const bool isNothing = one->isMissing() || one->kind == ValueKind::Null;
            values.push_back(context && isNothing ? keep(TemplateValue::object()) : one);
        }
        return values;
    }

    Result<const TemplateValue *> named(const Expression &call, const QString &name, const Scope &scope)
    {
        const qsizetype at = call.keys.indexOf(name);
        return at < 0 ? Result<const TemplateValue *>(&nothing()) : evaluate(call.values[size_t(at)], scope);
    }

    Result<TemplateValue> call(const Expression &call, const Scope &scope)
    {
        ASSIGN_OR_RETURN(const auto values, evaluateAll(call, scope));
        const auto at = [&](size_t i) -> const TemplateValue & { return i < values.size() ? *values[i] : nothing(); };
        if (isHelperName(call, {u"json"_s})) {
            ASSIGN_OR_RETURN(const TemplateValue *indent, named(call, u"indent"_s, scope));
            // JSON.stringify gives no text for what is not there, which becomes this one.
            return TemplateValue::ofText(
                at(0).isMissing() ? u"undefined"_s : at(0).toJson(int(std::clamp(indent->number, 0.0, 10.0))));
        }
        if (isHelperName(call, {u"lookup"_s})) {
            const bool isZero = at(0).kind == ValueKind::Number && at(0).number == 0;
            return (at(0).isEmpty() && at(0).kind != ValueKind::List) || isZero ? at(0)
                                                                                : follow(&at(0), {at(1).toText()}, 0);
        }
        if (isHelperName(call, {u"log"_s}))
            return TemplateValue();
        return fail(ErrorKind::Invalid, tr("Unknown helper %1").arg(call.original));
    }

    // ---- marks

    Result<void> value(const Node &node, const Scope &scope, Pieces &pieces)
    {
        const Expression &call = node.call;
        if (isHelperName(call, {u"role"_s, u"section"_s, u"history"_s, u"media"_s}))
            return mark(node, scope, pieces);
        if (isHelperName(call, blockHelpers()))
            return problem(node, tr("%1 is a block: {{#%1 ...}}").arg(call.original));
        // A helper may stand alone; as a parameter, its name is that of a variable.
        Expression alone;
        if (call.kind == Expression::Kind::Path && isHelperName(call, valueHelpers())) {
            alone = call;
            alone.kind = Expression::Kind::Call;
        }
        const Result<const TemplateValue *> found =
            evaluate(alone.kind == Expression::Kind::Call ? alone : call, scope);
        if (!found)
            return problem(node, found.error().message);
        if ((*found)->isMissing() && call.kind == Expression::Kind::Path
            && !m_rendering.missing.contains(call.original))
            m_rendering.missing << call.original;
        return add(pieces, (*found)->toText());
    }

    Result<void> mark(const Node &node, const Scope &scope, Pieces &pieces)
    {
        const Expression &call = node.call;
        if (call.original == "history"_L1) {
            pieces.push_back({TemplatePiece::Kind::History, {}, {}});
            return {};
        }
        if (call.original == "media"_L1) {
            ASSIGN_OR_RETURN(const TemplateValue *url, named(call, u"url"_s, scope));
            ASSIGN_OR_RETURN(const TemplateValue *type, named(call, u"contentType"_s, scope));
            if (url->isMissing() && !m_rendering.missing.contains(u"url"_s))
                m_rendering.missing << u"url"_s;
            pieces.push_back({TemplatePiece::Kind::Media, url->toText(), type->toText()});
            return {};
        }
        ASSIGN_OR_RETURN(const auto values, evaluateAll(call, scope));
        if (values.size() != 1 || values[0]->toText().isEmpty())
            return problem(node, tr("%1 needs a name").arg(call.original));
        static const QRegularExpression roleName(QRegularExpression::anchoredPattern(u"[a-z]+"_s));
        const bool role = call.original == "role"_L1;
        if (role && !roleName.match(values[0]->toText()).hasMatch())
            return problem(node, tr("%1 is not a role").arg(values[0]->toText()));
        pieces.push_back({role ? TemplatePiece::Kind::Role : TemplatePiece::Kind::Section, values[0]->toText(), {}});
        return {};
    }

    Result<void> block(const Node &node, const Scope &scope, Pieces &pieces)
    {
        const Expression &call = node.call;
        if (isHelperName(call, {u"if"_s, u"unless"_s, u"ifEquals"_s, u"unlessEquals"_s}))
            return condition(node, scope, pieces);
        const bool each = isHelperName(call, {u"each"_s});
        const bool with = isHelperName(call, {u"with"_s});
        if (each || with) {
            if (call.parameters.size() != 1)
                return problem(node, tr("%1 needs one value").arg(call.original));
            ASSIGN_OR_RETURN(const TemplateValue *over, evaluate(call.parameters[0], scope));
            if (with)
                return over->isEmpty() ? program(node.otherwise, scope, pieces) : inside(node, *over, scope, pieces);
            return loop(node, *over, scope, pieces);
        }
        if (isHelperName(call, valueHelpers()) && lookUp(call, scope).isMissing())
            return problem(node, tr("%1 is not a block: {{%1 ...}}").arg(call.original));
        if (call.kind == Expression::Kind::Call)
            return problem(node, tr("Unknown helper %1").arg(call.original));
        // {{#name}}: a list is a loop, an object a context, anything else a condition.
        const TemplateValue &over = lookUp(call, scope);
        if (over.isEmpty())
            return program(node.otherwise, scope, pieces);
        if (over.kind == ValueKind::List)
            return loop(node, over, scope, pieces);
        return over.kind == ValueKind::Bool ? program(node.body, scope, pieces) : inside(node, over, scope, pieces);
    }

    Result<void> condition(const Node &node, const Scope &scope, Pieces &pieces)
    {
        const Expression &call = node.call;
        const bool equals = call.original.endsWith("Equals"_L1);
        if (call.parameters.size() != (equals ? 2 : 1))
            return problem(
                node,
                equals ? tr("%1 needs two values").arg(call.original) : tr("%1 needs one value").arg(call.original));
        ASSIGN_OR_RETURN(const auto values, evaluateAll(call, scope));
        bool holds = equals && values[0]->isIdenticalTo(*values[1]);
        if (!equals) {
            ASSIGN_OR_RETURN(const TemplateValue *zero, named(call, u"includeZero"_s, scope));
            const bool isZero = values[0]->kind == ValueKind::Number && values[0]->number == 0;
            holds = !values[0]->isEmpty() && (!isZero || !zero->isEmpty());
        }
        if (call.original.startsWith("unless"_L1))
            holds = !holds;
        return program(holds ? node.body : node.otherwise, scope, pieces);
    }

    Result<void> inside(const Node &node, const TemplateValue &context, const Scope &scope, Pieces &pieces)
    {
        Scope inner;
        inner.context = &context;
        inner.root = scope.root;
        inner.outer = &scope;
        inner.outerData = &scope;
        if (!node.names.isEmpty())
            inner.names.insert(node.names[0], context);
        return program(node.body, inner, pieces);
    }

    Result<void> loop(const Node &node, const TemplateValue &over, const Scope &scope, Pieces &pieces)
    {
        if (over.items.empty())
            return program(node.otherwise, scope, pieces);
        for (size_t i = 0; i < over.items.size(); ++i) {
            const TemplateValue key = over.kind == ValueKind::Object ? TemplateValue::ofText(over.keys[qsizetype(i)])
                                                                     : TemplateValue::ofNumber(double(i));
            Scope inner;
            inner.context = &over.items[i];
            inner.root = scope.root;
            inner.outer = &scope;
            inner.outerData = &scope;
            inner.data = {
                {u"index"_s, TemplateValue::ofNumber(double(i))},
                {u"key"_s, key},
                {u"first"_s, TemplateValue::ofBool(i == 0)},
                {u"last"_s, TemplateValue::ofBool(i + 1 == over.items.size())}};
            if (!node.names.isEmpty())
                inner.names.insert(node.names[0], over.items[i]);
            if (node.names.size() > 1)
                inner.names.insert(node.names[1], key);
            RETURN_IF_ERROR(program(node.body, inner, pieces));
        }
        return {};
    }

    Result<void> partial(const Node &node, const Scope &scope, Pieces &pieces)
    {
        QString name = node.call.original;
        if (name == "lookup"_L1 || m_data.partials.find(name) == m_data.partials.end())
            return problem(node, tr("The partial %1 does not exist").arg(name));
        if (!m_partials.contains(name)) {
            Result<HandlebarsTemplate> parsed = parseHandlebars(m_data.partials[name]);
            if (!parsed)
                return problem(node, tr("%1 (in the partial %2)").arg(parsed.error().message, name));
            m_partials.insert(name, *parsed);
        }
        ASSIGN_OR_RETURN(const auto values, evaluateAll(node.call, scope));
        TemplateValue context = values.empty() ? *scope.context : *values[0];
        for (qsizetype i = 0; i < node.call.keys.size(); ++i) {
            const QString &key = node.call.keys[i];
            ASSIGN_OR_RETURN(const TemplateValue *value, evaluate(node.call.values[size_t(i)], scope));
            if (context.kind != ValueKind::Object)
                context = TemplateValue::object();
            context.insert(key, *value);
        }
        Scope inner;
        inner.context = &context;
        inner.root = scope.root;
        inner.outerData = &scope;
        const HandlebarsTemplate parsed = m_partials[name];
        Pieces made;
        RETURN_IF_ERROR(program(*parsed, inner, made));
        return append(std::move(made), node.text, pieces);
    }

    // Each line of a partial that stands alone in its line is moved as far to the right as its mark.
    Result<void> append(Pieces made, const QString &indent, Pieces &pieces)
    {
        bool lineBegins = true;
        for (TemplatePiece &piece : made) {
            if (piece.kind != TemplatePiece::Kind::Text) {
                pieces.push_back(std::move(piece));
                continue;
            }
            if (!indent.isEmpty()) {
                const bool endsLine = piece.text.endsWith(u'\n');
                QString text = endsLine ? piece.text.chopped(1) : piece.text;
                text.replace(u'\n', u'\n' + indent);
                piece.text = (lineBegins ? indent : QString()) + text + (endsLine ? u"\n"_s : QString());
                lineBegins = endsLine;
            }
            RETURN_IF_ERROR(add(pieces, piece.text));
        }
        return {};
    }

    const HandlebarsData &m_data;
    HandlebarsRendering m_rendering;
    std::vector<std::unique_ptr<TemplateValue>> m_made; // what calls gave, while the template is carried out
    QMap<QString, HandlebarsTemplate> m_partials;
    qsizetype m_written = 0;
    qsizetype m_steps = 0;
    int m_depth = 0;
};

// Finds the names that come from outside. A path counts where it can be seen that it begins at the root.
class VariableFinder final
{
public:
    explicit VariableFinder(const QMap<QString, QString> &partialTexts)
        : m_partials(partialTexts)
    {
    }

    void program(const std::vector<Node> &nodes, int depth)
    {
        for (const Node &node : nodes) {
            if (node.kind == Node::Kind::Text)
                continue;
            if (node.kind == Node::Kind::Partial) {
                partial(node, depth);
                continue;
            }
            const bool helper =
                isHelperName(node.call, node.kind == Node::Kind::Value ? valueHelpers() : blockHelpers());
            if (!helper)
                expression(node.call, depth);
            else
                arguments(node.call, depth);
            if (node.kind == Node::Kind::Value)
                continue;
            const QStringList before = m_names;
            m_names << node.names;
            const bool same = isHelperName(node.call, {u"if"_s, u"unless"_s, u"ifEquals"_s, u"unlessEquals"_s});
            // What {{#flag}} encloses may be a condition or an object: its names are taken for those outside.
            const bool open = same || !isHelperName(node.call, blockHelpers());
            program(node.body, open ? depth : depth + 1);
            m_names = before;
            program(node.otherwise, depth);
        }
    }

    QStringList variables;
    QStringList partials;

private:
    void arguments(const Expression &call, int depth)
    {
        for (const Expression &parameter : call.parameters)
            expression(parameter, depth);
        for (const Expression &value : call.values)
            expression(value, depth);
    }

    void expression(const Expression &one, int depth)
    {
        if (one.kind == Expression::Kind::Call)
            return arguments(one, depth);
        if (one.kind == Expression::Kind::Literal)
            return;
        QStringList path = one.path;
        if (one.data) {
            if (path.isEmpty() || path.takeFirst() != "root"_L1)
                return;
        } else if (one.up != depth || (!one.own && !path.isEmpty() && m_names.contains(path[0]))) {
            return;
        }
        if (path.size() > 1 && path.last() == "length"_L1)
            path.removeLast();
        if (const QString name = path.join(u'.'); !path.isEmpty() && !variables.contains(name))
            variables << name;
    }

    void partial(const Node &node, int depth)
    {
        const QString &name = node.call.original;
        arguments(node.call, depth);
        const bool seen = partials.contains(name);
        if (!seen)
            partials << name;
        const auto text = m_partials.find(name);
        if (seen || text == m_partials.end() || !node.call.parameters.empty())
            return;
        const Result<HandlebarsTemplate> parsed = parseHandlebars(*text);
        if (!parsed)
            return;
        const QStringList before = m_names;
        m_names << node.call.keys;
        program(**parsed, depth);
        m_names = before;
    }

    const QMap<QString, QString> &m_partials;
    QStringList m_names; // that blocks give, or arguments of partials
};

} // namespace

Result<HandlebarsRendering> renderHandlebars(const HandlebarsTemplate &parsed, const HandlebarsData &data)
{
    return Renderer(data).render(*parsed);
}

QStringList handlebarsVariables(const HandlebarsTemplate &parsed, const QMap<QString, QString> &partials)
{
    VariableFinder finder(partials);
    finder.program(*parsed, 0);
    return finder.variables;
}

QStringList handlebarsPartials(const HandlebarsTemplate &parsed)
{
    static const QMap<QString, QString> none;
    VariableFinder finder(none);
    finder.program(*parsed, 0);
    return finder.partials;
}

} // namespace howdah::prompt
