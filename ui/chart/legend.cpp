// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/legend.h"

#include "chart/shortnames.h"
#include "common/captions.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "common/tr.h"

#include <QEvent>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int SignWidth = 24;
constexpr int MostNameWidth = 180;
constexpr int Between = 12;

// What the legend names: each entity once, and the previous period as such.
struct LegendEntry
{
    QString name;  // "" of the previous period
    QString shown; // its words
};

// As wide as there is room for; those that differ at their ends are told apart by these.
QStringList shortWords(const std::vector<LegendEntry> &entries, const QFont &font)
{
    QStringList words;
    for (const LegendEntry &entry : entries)
        words << entry.shown;
    return shortNames(words, QFontMetricsF(font), MostNameWidth);
}

std::vector<LegendEntry> entriesOf(const metrics::PanelData &data)
{
    std::vector<LegendEntry> entries;
    bool hasPrevious = false;
    bool hasName = false;
    for (const metrics::Series &series : data.series) {
        hasPrevious = hasPrevious || series.isPrevious;
        hasName = hasName || !series.name.isEmpty();
        const bool isKnown =
            std::ranges::any_of(entries, [&series](const LegendEntry &one) { return one.name == series.name; });
        if (!series.name.isEmpty() && !isKnown)
            entries.push_back({series.name, QString(series.name).replace(u'\n', u' ')});
    }
    const bool isFigure = data.kind == metrics::PanelKind::Stat;
    if (isFigure)
        return {};
    if (hasPrevious)
        entries.push_back({{}, hasName ? tr("dotted: previous period") : tr("dotted or pale: previous period")});
    return entries;
}

void paintSign(
    QPainter &painter, const QRectF &place, const QPalette &palette, const EntityStyle &style, bool isPrevious)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = isPrevious ? palette.color(QPalette::Text) : entityColor(style.index, palette);
    const double y = place.center().y();
    painter.setPen(QPen(color, 2, isPrevious ? Qt::DotLine : style.dash));
    painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
    if (!isPrevious)
        paintMarker(painter, place.center(), 8, style.marker, color);
}

} // namespace

Legend::Legend(EntityStyles &styles, QWidget *parent)
    : QWidget(parent)
    , m_styles(styles)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Legend::setData(const metrics::PanelData &shown)
{
    const QStringList wereHidden = hidden();
    qDeleteAll(m_buttons);
    m_buttons.clear();
    m_previous = nullptr;
    const std::vector<LegendEntry> entries = entriesOf(shown);
    const QStringList words = shortWords(entries, smallFont());
    for (size_t i = 0; i < entries.size(); ++i) {
        const LegendEntry &entry = entries[i];
        auto *one = new QToolButton(this);
        one->setProperty("entity", entry.name);
        one->setFont(smallFont());
        one->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        one->setAutoRaise(true);
        one->setIconSize({SignWidth, 12});
        one->setText(plainCaption(words[qsizetype(i)]));
        one->setAccessibleName(entry.shown);
        if (entry.name.isEmpty()) {
            m_previous = one;
            one->setEnabled(false);
        } else {
            one->setCheckable(true);
            one->setChecked(!wereHidden.contains(entry.name));
            one->setToolTip(plainToolTip(tr("Show or hide %1").arg(entry.shown)));
            connect(one, &QToolButton::toggled, this, [this] {
                dress();
                Q_EMIT hiddenChanged();
            });
        }
        one->show();
        m_buttons.push_back(one);
    }
    dress();
    setVisible(!m_buttons.empty());
    place(width(), true);
    updateGeometry();
}

QStringList Legend::hidden() const
{
    QStringList names;
    for (const QToolButton *one : m_buttons) {
        if (one->isCheckable() && !one->isChecked())
            names.append(one->property("entity").toString());
    }
    return names;
}

void Legend::dress()
{
    for (QToolButton *one : m_buttons) {
        QPixmap sign(QSize(SignWidth, 12) * devicePixelRatioF());
        sign.setDevicePixelRatio(devicePixelRatioF());
        sign.fill(Qt::transparent);
        QPainter painter(&sign);
        const bool isPrevious = one == m_previous;
        if (one->isCheckable() && !one->isChecked())
            painter.setOpacity(0.3);
        paintSign(
            painter, QRectF(1, 1, SignWidth - 2, 10), palette(), m_styles.styleOf(one->property("entity").toString()),
            isPrevious);
        painter.end();
        QIcon icon(sign);
        icon.addPixmap(sign, QIcon::Disabled);
        one->setIcon(icon);
    }
}

int Legend::place(int width, bool really) const
{
    int x = 0;
    int y = 0;
    int line = 0;
    for (QToolButton *one : m_buttons) {
        const QSize size = one->sizeHint();
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += line;
            line = 0;
        }
        if (really)
            one->setGeometry(x, y, std::min(size.width(), std::max(width, 40)), size.height());
        x += size.width() + 4;
        line = std::max(line, size.height());
    }
    return y + line;
}

QSize Legend::minimumSizeHint() const { return {40, m_buttons.empty() ? 0 : m_buttons.front()->sizeHint().height()}; }
int Legend::heightForWidth(int width) const { return place(width, false); }
QSize Legend::sizeHint() const { return {240, heightForWidth(width() > 0 ? width() : 240)}; }
void Legend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place(width(), true);
}
void Legend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

int paintLegend(
    QPainter *painter, const QRect &place, const QPalette &palette, const metrics::PanelData &data,
    EntityStyles &styles)
{
    const QFont font = smallFont();
    const QFontMetrics metrics(font);
    const int height = metrics.height() + 4;
    int x = place.left();
    int y = place.top();
    const std::vector<LegendEntry> entries = entriesOf(data);
    if (entries.empty())
        return 0;
    const QStringList words = shortWords(entries, font);
    for (size_t i = 0; i < entries.size(); ++i) {
        const LegendEntry &entry = entries[i];
        const QString &text = words[qsizetype(i)];
        const int width = SignWidth + 6 + metrics.horizontalAdvance(text) + Between;
        if (x > place.left() && x + width > place.right()) {
            x = place.left();
            y += height;
        }
        if (painter) {
            painter->save();
            painter->setFont(font);
            paintSign(
                *painter, QRectF(x, y, SignWidth, height), palette, styles.styleOf(entry.name), entry.name.isEmpty());
            painter->setPen(palette.color(QPalette::Text));
            painter->drawText(
                QRect(x + SignWidth + 6, y, width - SignWidth - 6, height), Qt::AlignLeft | Qt::AlignVCenter, text);
            painter->restore();
        }
        x += width;
    }
    return y + height - place.top();
}

} // namespace howdah::ui
