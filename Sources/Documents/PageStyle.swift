/// How a page looks: light and dark, narrow and wide, on paper.
enum PageStyle {
    static let text = """
        :root{--paper:#fff;--ink:#1f2328;--faint:#59636e;--line:#d0d7de;--tint:#f3f5f7;--link:#0067a3;
        --first:#0067a3;--second:#bf4f00;--good:#d7efdf;--bad:#fbe0d5;--unsure:#eceff2}
        @media screen and (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e4e8ec;--faint:#9aa4ae;
        --line:#343b43;--tint:#1d2228;--link:#6cb8ea;--first:#6cb8ea;--second:#f0965a;--good:#1d4630;--bad:#582c1a;--unsure:#2a3037}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:16px/1.55 -apple-system,'Segoe UI','Liberation Sans',Helvetica,Arial,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:0 1rem 4rem}
        nav{position:sticky;top:0;z-index:1;display:flex;gap:1.1rem;overflow-x:auto;
        padding:.6rem 1rem;background:var(--paper);border-bottom:1px solid var(--line);
        font-size:.9rem;white-space:nowrap;scrollbar-width:thin}
        h1,h2,h3{overflow-wrap:anywhere}
        h1{font-size:1.8rem;line-height:1.2;margin:2rem 0 1rem}
        h2{font-size:1.35rem;margin:2.6rem 0 .6rem;scroll-margin-top:3rem}
        h3{font-size:1.08rem;margin:1.8rem 0 .5rem;scroll-margin-top:3rem}
        a{color:var(--link)}
        :focus-visible{outline:3px solid var(--link);outline-offset:2px}
        code,pre{font:.88em/1.5 ui-monospace,'Liberation Mono',Menlo,monospace}
        code{overflow-wrap:anywhere}
        .sorts code{overflow-wrap:break-word}
        .code{display:flex;align-items:flex-start;background:var(--tint);border:1px solid var(--line);
        border-radius:6px;margin:1rem 0}
        .code pre{flex:1;margin:0;padding:.8rem .9rem;overflow-x:auto}
        .code button{flex:none;margin:.45rem}
        button{font:inherit;font-size:.85rem;color:var(--ink);background:var(--paper);
        border:1px solid var(--line);border-radius:5px;padding:.15rem .55rem;cursor:pointer}
        .scroll{overflow-x:auto;margin:1rem 0}
        table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
        th,td{padding:.38rem .7rem;border-top:1px solid var(--line);text-align:left;
        vertical-align:top;font-weight:400}
        thead th{border-top:0;font-weight:600;vertical-align:bottom}
        tbody th:not(.number){min-width:9rem}
        td:not(.number){min-width:5.5rem}
        .sorts tr>:first-child{position:sticky;left:0;background:var(--paper)}
        .number{text-align:right;white-space:nowrap}
        thead .number{white-space:normal}
        thead th button{border:0;background:none;padding:0;font-weight:600;text-align:inherit}
        th[aria-sort=ascending] button::after{content:' ▲'}
        th[aria-sort=descending] button::after{content:' ▼'}
        tbody tr:hover,.sorts tbody tr:hover>th{background:var(--tint)}
        .hide{border:0;padding:0 .35rem;color:var(--faint);background:none}
        @media(hover:hover){tr:not(:hover,:focus-within) .hide{opacity:0}}
        .whisker{display:block;width:96px;height:10px;margin-left:auto;fill:var(--link);
        stroke:none}
        .whisker path{stroke:var(--link);stroke-width:1.4;fill:none}
        figure{margin:1.2rem 0;overflow-x:auto}
        figure svg{max-width:100%;height:auto}
        img{border-radius:3px;vertical-align:middle}
        blockquote{margin:1rem 0;padding:.2rem 1rem;border-left:4px solid var(--line);
        color:var(--faint)}
        details{margin:1rem 0}
        summary{cursor:pointer;color:var(--link)}
        .grid{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.8rem}
        .grid li{width:8.5rem;font-size:.85rem;overflow-wrap:anywhere}
        .matrix table th{min-width:0;padding:.15rem .5rem}
        .matrix td{min-width:0;padding:1px;border:0}
        .matrix td button{width:2.1rem;height:2.1rem;border:0;padding:0}
        .better{background:var(--good)}.worse{background:var(--bad)}.open{background:var(--unsure)}
        .square table th{min-width:0;padding:.15rem .5rem}
        .square td{min-width:0;padding:1px;border:0;text-align:center;vertical-align:middle;
        font-size:.8rem}
        .square td button{width:100%;min-width:2.4rem;border:0;padding:.35rem 0;font-size:.8rem;
        background:none;text-decoration:underline dotted}
        .square [aria-expanded=true]{outline:2px solid var(--ink)}
        .square .grid li{width:13rem}
        .shade0{background:var(--tint)}
        .shade1{background:color-mix(in srgb,var(--link) 10%,var(--paper))}
        .shade2{background:color-mix(in srgb,var(--link) 18%,var(--paper))}
        .shade3{background:color-mix(in srgb,var(--link) 26%,var(--paper))}
        .shade4{background:color-mix(in srgb,var(--link) 34%,var(--paper))}
        .shade5{background:color-mix(in srgb,var(--link) 42%,var(--paper))}
        .shade6{background:color-mix(in srgb,var(--link) 50%,var(--paper))}
        .say{min-height:3.1em;color:var(--faint)}
        .workbench li{padding:.25rem;border:2px solid transparent;border-radius:6px;cursor:pointer}
        .workbench li span{display:block}
        .workbench li.said{background:var(--good)}
        .workbench li[aria-current]{border-color:var(--link)}
        .film .panels{display:flex;flex-wrap:wrap;gap:1rem}
        .film canvas{width:13.5rem;max-width:100%;border-radius:4px}
        .film .panels p{margin:.2rem 0;font-size:.9rem}
        .film input{display:block;width:100%;max-width:57rem}
        .film label{display:block;margin:.6rem 0;font-variant-numeric:tabular-nums}
        .readings input{display:block;width:100%;max-width:45rem}
        .readings p{margin:.2rem 0;min-height:1.6em}
        .place{stroke:#59636e;stroke-width:1}
        .tally{font-weight:600}
        .bar{position:sticky;bottom:0;display:flex;flex-wrap:wrap;gap:.4rem;padding:.6rem 0;
        background:var(--paper);border-top:1px solid var(--line)}
        .bar button{min-height:2.2rem;max-width:min(100%,16rem);overflow:hidden;
        text-overflow:ellipsis;white-space:nowrap}
        @media screen and (prefers-color-scheme:dark){
        figure svg{filter:invert(.915) hue-rotate(180deg)}}
        @media(max-width:40rem){.bar{flex-wrap:nowrap;overflow-x:auto;scrollbar-width:thin}
        .bar button{flex:none}figure svg{max-width:none;width:36rem}}
        @media(max-width:30rem){body{font-size:15px}th,td{padding:.3rem .45rem}
        tbody th:not(.number){min-width:7rem}}
        @media print{:root{color-scheme:light}nav,.bar,button.hide,.code button,.say,.place,
        .readings,.film input{display:none}body{font-size:11pt}main{max-width:none;padding:0}
        figure,tr,li{break-inside:avoid}h2,h3{break-after:avoid}
        .scroll,figure,.code pre{overflow:visible}.code pre{white-space:pre-wrap;overflow-wrap:anywhere}
        table{font-size:8.5pt}th,td{padding:.25rem .3rem}tbody th,td:not(.number){min-width:0}
        .whisker{width:56px}}
        """
}
