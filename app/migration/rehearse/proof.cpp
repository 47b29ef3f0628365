// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/proof.h"

#include "migration/source/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

static const QStringList BadgeNames{u"proven"_s, u"loses"_s, u"not-restored"_s, u"not-proven"_s, u"reordered"_s};

QString badgeName(Badge badge) { return BadgeNames[int(badge)]; }

std::optional<Badge> badgeNamed(const QString &name)
{
    const qsizetype index = BadgeNames.indexOf(name);
    return index < 0 ? std::nullopt : std::optional(Badge(index));
}

static QString lossesText(const Proof &proof)
{
    QStringList parts;
    for (const RehearsedLoss &loss : proof.losses)
        parts << describe(loss);
    return tr("rollback loses: %1").arg(parts.join(u", "_s));
}

QString describe(const Proof &proof)
{
    QStringList parts;
    switch (proof.badge) {
    case Badge::Proven:
        return tr("rollback proven");
    case Badge::Loses:
        return lossesText(proof);
    case Badge::Reordered:
        for (const QString &fact : proof.difference.added)
            parts << fact.mid(catalog::ColumnOrderFact.size());
        parts = {tr("rollback restores all but the order of columns: %1").arg(parts.join(u"; "_s))};
        if (!proof.losses.empty())
            parts << lossesText(proof);
        return parts.join(u"; "_s);
    case Badge::NotRestored:
        for (const QString &fact : proof.difference.missing)
            parts << tr("missing: %1").arg(fact);
        for (const QString &fact : proof.difference.added)
            parts << tr("left: %1").arg(fact);
        return tr("rollback does not restore: %1").arg(parts.isEmpty() ? proof.reason : parts.join(u"; "_s));
    case Badge::NotProven:
        return tr("not proven: %1").arg(proof.reason);
    }
    return {};
}

QString describe(const RehearsedLoss &loss)
{
    const QString name = loss.schema.isEmpty() ? loss.name : loss.schema + u'.' + loss.name;
    QString text;
    switch (loss.kind) {
    case LossKind::Table:
        text = tr("table %1").arg(name);
        break;
    case LossKind::Column:
        text = tr("column %1.%2").arg(name, loss.column);
        break;
    case LossKind::Rows:
        text = loss.line > 0 || loss.rows ? tr("rows of %1").arg(name) : tr("values of %1").arg(name);
        break;
    case LossKind::Schema:
        text = tr("schema %1").arg(name);
        break;
    case LossKind::Other:
        text = tr("data that %1 changes (line %2)").arg(name).arg(loss.line);
        break;
    }
    if (loss.rows)
        text += tr(" (%1 in the rehearsal)").arg(*loss.rows);
    return loss.byUp ? tr("%1 (by up)").arg(text) : text;
}

} // namespace howdah::migration
