// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/callatcursor.h"

#include "catalog/identifier.h"
#include "query/complete/place.h"
#include "query/complete/statementtext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

QStringList argumentsOf(const QString &signature)
{
    QStringList arguments;
    qsizetype begin = 0;
    int depth = 0;
    QChar quote;
    for (qsizetype i = 0; i < signature.size(); ++i) {
        const QChar c = signature.at(i);
        if (!quote.isNull())
            quote = c == quote ? QChar() : quote;
        else if (c == u'\'' || c == u'"')
            quote = c;
        else if (c == u'(' || c == u'[')
            ++depth;
        else if (c == u')' || c == u']')
            --depth;
        else if (c == u',' && depth == 0) {
            arguments << signature.sliced(begin, i - begin).trimmed();
            begin = i + 1;
        }
    }
    if (const QString last = signature.sliced(begin).trimmed(); !last.isEmpty())
        arguments << last;
    return arguments;
}

static CallForm formOf(const Signature &signature, int argument)
{
    CallForm form{
        .name = catalog::qualifiedName(signature.schema, signature.name),
        .arguments = argumentsOf(signature.arguments),
        .result = signature.result,
        .comment = signature.comment};
    const auto count = int(form.arguments.size());
    if (argument < count)
        form.current = argument;
    else if (count > 0 && form.arguments.back().startsWith("VARIADIC"_L1, Qt::CaseInsensitive))
        form.current = count - 1;
    return form;
}

std::optional<CallAtCursor> callAt(const CompletionIndex &index, const CompletionRequest &request)
{
    const StatementText text = readStatement(request.text, request.cursor);
    if (text.cursor < 0)
        return std::nullopt;
    const Place place = placeOf(text, readScope(text));
    if (place.call < 0)
        return std::nullopt;
    const Piece &name = text.at(place.call);
    const bool qualified = text.at(place.call - 1).is('.');
    const QString schema = qualified ? text.at(place.call - 2).name : QString();
    CallAtCursor call{.begin = name.begin, .argument = place.argument, .forms = {}};
    const auto [first, last] = index.functionRange(name.name);
    for (qsizetype i = first; i < last; ++i) {
        const Signature &signature = index.functions()[std::size_t(i)];
        const bool isMeant = qualified
                               ? signature.schema == schema || (signature.schema.isEmpty() && schema == u"pg_catalog")
                               : signature.schema.isEmpty() || request.searchPath.contains(signature.schema);
        if (isMeant && !signature.isBare)
            call.forms.push_back(formOf(signature, place.argument));
    }
    if (call.forms.empty())
        return std::nullopt;
    std::ranges::stable_partition(call.forms, [](const CallForm &form) { return form.current >= 0; });
    return call;
}

} // namespace howdah::query::complete
