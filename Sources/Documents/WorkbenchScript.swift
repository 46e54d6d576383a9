/// What a workbench can do: move photos to other labels by click or key, take that back, count, and
/// hand out what was said as a file. Nothing is sent anywhere.
enum WorkbenchScript {
    static let text = """
        for(const bench of document.querySelectorAll('.workbench')){
        const tally=bench.querySelector('.tally'),bar=make('div','','bar');
        bar.setAttribute('role','toolbar');bar.setAttribute('aria-label','Labels');bench.append(bar);
        const sections=()=>[...bench.querySelectorAll('section')];
        const photos=()=>[...bench.querySelectorAll('li')];
        const done=[];let chosen=null,unsaved=false;
        const title=section=>section.querySelector('h2 span').textContent;
        const label=section=>section.dataset.label;
        const choose=photo=>{if(chosen)chosen.removeAttribute('aria-current');chosen=photo;
        if(photo){photo.setAttribute('aria-current','true');photo.focus({preventScroll:true});
        photo.scrollIntoView({block:'nearest'})}};
        const words=(n,one='',many=one)=>(n.toLocaleString('en-US')+' '+(n===1?one:many)).trim();
        // Shares of labels that are right: 1 where a person said so, else the probability.
        const count=()=>{let labelled=0,right=0,all=0,said=0;
        for(const section of sections()){const own=[...section.querySelectorAll('li')];
        const n=own.length+Number(section.dataset.unseen);all+=n;
        section.querySelector('.count').textContent=words(n);
        said+=own.filter(p=>p.classList.contains('said')).length;if(!label(section))continue;
        labelled+=n;right+=Number(section.dataset.sum);
        for(const p of own)right+=p.classList.contains('said')?1:Number(p.dataset.share)}
        tally.textContent=words(labelled)+' of '+words(all,'photo has','photos have')+' a label, '
        +words(all-labelled,'is','are')+' none of these; '+words(said,'was','were')+' said by you.'
        +(labelled?' Expect '+(100*right/labelled).toFixed(1)
        +'\\u00a0% of the labels to be right, if the probabilities are.':'')};
        const move=(photo,section,said)=>{section.querySelector('ul').append(photo);
        photo.classList.toggle('said',said);
        const name=photo.querySelector('img').alt,share=Number(photo.dataset.share);
        photo.querySelector('span').textContent=(said?'by you ':share?Math.round(100*share)+'\\u00a0% ':'')
        +name;unsaved=true;count()};
        const say=section=>{const photo=chosen;if(!photo)return;
        const list=photo.parentElement,all=photos(),place=all.indexOf(photo);
        const next=all.slice(place+1).concat(all.slice(0,place).reverse())
        .find(p=>!p.classList.contains('said'));
        done.push({photo,list,before:photo.nextElementSibling,said:photo.classList.contains('said')});
        move(photo,section,true);choose(next||photo)};
        const undo=()=>{const last=done.pop();if(!last)return;
        move(last.photo,last.list.closest('section'),last.said);
        last.list.insertBefore(last.photo,last.before);choose(last.photo)};
        const invent=()=>{const words=prompt('The new class is called');
        const name=words&&words.trim();if(!name||!chosen)return;
        const known=sections().find(s=>label(s)&&title(s).normalize()===name.normalize());if(known)return say(known);
        if(name.includes('/')||name.startsWith('.'))
        return alert('A class is the name of a folder: without / and without a dot at its start.');
        const section=make('section',''),head=make('h2',''),number=make('span','0','count');
        section.dataset.label=(/^[=+@＝＋－＠'-]/.test(name)?"'":'')+name;
        section.dataset.unseen=section.dataset.sum=0;
        head.append(make('span',name),' (',number,')');section.append(head,make('ul','','grid'));
        const none=sections().find(s=>!label(s));bench.insertBefore(section,none||bar);
        say(section);show()};
        const right=()=>{if(chosen)say(chosen.closest('section'))};
        const quoted=words=>/[",\\n\\r]|^\\s|\\s$/.test(words)?'"'+words.replace(/"/g,'""')+'"':words;
        const save=()=>{const rows=photos().filter(p=>p.classList.contains('said'))
        .map(p=>quoted(p.dataset.path)+','+quoted(label(p.closest('section'))));
        const link=document.createElement('a');link.download='corrections.csv';
        link.href=URL.createObjectURL(new Blob(['path,label\\n',...rows.map(r=>r+'\\n')],
        {type:'text/csv'}));link.click();unsaved=false};
        const actions=new Map();
        const show=()=>{bar.replaceChildren();actions.clear();
        const add=(key,words,act)=>{const b=button((key?key+' ':'')+words);bar.append(b);
        b.addEventListener('click',act);if(key)actions.set(key.toLowerCase(),act);return b};
        sections().filter(label).forEach((s,place)=>
        add(place<9?String(place+1):'',title(s),()=>say(s)));
        add('0','none of these',()=>say(sections().find(s=>!label(s))));
        add('N','new class',invent);add('Y','right as it is',right);add('U','undo',undo);
        add('S','save',save)};
        for(const photo of photos()){photo.tabIndex=0;
        photo.addEventListener('click',()=>choose(photo));
        photo.addEventListener('focus',()=>{if(chosen!==photo)choose(photo)})}
        const steps={ArrowRight:1,ArrowLeft:-1};
        document.addEventListener('keydown',event=>{
        if(event.ctrlKey||event.metaKey||event.altKey)return;
        const act=actions.get(event.key.toLowerCase()),step=steps[event.key];
        if(act){event.preventDefault();act()}
        else if(step&&photos().length){event.preventDefault();const all=photos();
        choose(all[(all.indexOf(chosen)+step+all.length)%all.length]||all[0])}});
        addEventListener('beforeunload',event=>{if(unsaved)event.preventDefault()});
        show();count()}
        """
}
